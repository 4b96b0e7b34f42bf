//! How leveringen reach parties, as far as that can be decided without a network or a database: the ways there are, where
//! deliveries may go, how they are signed, and how long to wait after an attempt that failed.

mod adres;
mod gebeurtenis;
mod geheim;
mod poging;
mod wachttijd;
mod wijze;

pub use adres::Adresbeleid;
pub use gebeurtenis::GebeurtenisSoort;
pub use geheim::{Geheim, teken};
pub use poging::{Besluit, PogingUitkomst, besluit};
pub use wachttijd::{
    LANGSTE_WACHT, MEESTE_AANKONDIGINGEN, MEESTE_POGINGEN, herinnering, retry_after, wachttijd,
};
pub use wijze::{BezorgFout, Bezorging, Bezorgwijze, Leveringstatus, Stand, TRAAG, bezorgadres};
