//! Looking up the name of a server, and giving only the addresses that may be connected to. As the connection is made to what
//! comes out of here, a name that is another address a moment later changes nothing.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::fouten::{NaamOnbekend, NietToegestaan};
use crate::bezorging::Adresbeleid;

pub(super) struct Namen {
    pub(super) beleid: Arc<Adresbeleid>,
    pub(super) met_tls: bool,
}

impl Resolve for Namen {
    fn resolve(&self, naam: Name) -> Resolving {
        let (beleid, met_tls) = (Arc::clone(&self.beleid), self.met_tls);
        Box::pin(async move {
            let gevonden: io::Result<Vec<SocketAddr>> =
                tokio::net::lookup_host((naam.as_str(), 0)).await.map(Iterator::collect);
            let gevonden = gevonden.map_err(|_| NaamOnbekend)?;
            if gevonden.is_empty() {
                return Err(NaamOnbekend.into());
            }
            let mag: Vec<_> = gevonden.into_iter().filter(|plek| beleid.mag(plek.ip(), met_tls)).collect();
            if mag.is_empty() {
                return Err(NietToegestaan.into());
            }
            Ok(Box::new(mag.into_iter()) as Addrs)
        })
    }
}
