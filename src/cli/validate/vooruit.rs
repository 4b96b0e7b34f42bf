//! Reading a large file ahead: while one core checks what has been read, another fetches what comes next.

use std::io::{self, BufRead, ErrorKind, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// How much is fetched at a time, and how many such pieces wait at most.
const STUK: usize = 128 * 1024;
const STUKKEN: usize = 3;

/// An input that is read by a thread of its own.
pub(super) struct Vooruit {
    stukken: Receiver<io::Result<Vec<u8>>>,
    /// Used pieces go back to be filled again.
    leeg: SyncSender<Vec<u8>>,
    stuk: Vec<u8>,
    gebruikt: usize,
}

impl Vooruit {
    /// Begins to read. The thread ends at the end of the input, or when nobody wants more.
    pub(super) fn begin(invoer: impl Read + Send + 'static) -> Vooruit {
        let (geef, stukken) = sync_channel(STUKKEN);
        let (leeg, terug) = sync_channel(STUKKEN + 2);
        std::thread::spawn(move || lees_vooruit(invoer, &geef, &terug));
        Vooruit { stukken, leeg, stuk: Vec::new(), gebruikt: 0 }
    }
}

fn lees_vooruit(mut invoer: impl Read, geef: &SyncSender<io::Result<Vec<u8>>>, terug: &Receiver<Vec<u8>>) {
    loop {
        let mut stuk = terug.try_recv().unwrap_or_default();
        stuk.resize(STUK, 0);
        let gelezen = match invoer.read(&mut stuk) {
            Ok(gelezen) => {
                stuk.truncate(gelezen);
                Ok(stuk)
            }
            Err(fout) if fout.kind() == ErrorKind::Interrupted => continue,
            Err(fout) => Err(fout),
        };
        let laatste = gelezen.as_ref().map_or(true, Vec::is_empty);
        if geef.send(gelezen).is_err() || laatste {
            return;
        }
    }
}

impl BufRead for Vooruit {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.gebruikt >= self.stuk.len() {
            // Without a reader there is nothing more.
            let nieuw = self.stukken.recv().unwrap_or_else(|_| Ok(Vec::new()))?;
            let oud = std::mem::replace(&mut self.stuk, nieuw);
            self.gebruikt = 0;
            // Whoever reads may have ended already, and then needs no piece.
            let _ = self.leeg.try_send(oud);
        }
        Ok(self.stuk.get(self.gebruikt..).unwrap_or_default())
    }

    fn consume(&mut self, aantal: usize) {
        self.gebruikt = self.gebruikt.saturating_add(aantal).min(self.stuk.len());
    }
}

impl Read for Vooruit {
    fn read(&mut self, doel: &mut [u8]) -> io::Result<usize> {
        let mut stuk = self.fill_buf()?;
        let aantal = stuk.read(doel)?;
        self.consume(aantal);
        Ok(aantal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_ahead_is_what_there_was() {
        let bytes: Vec<u8> = (0..10 * STUK + 17).map(|n| u8::try_from(n % 251).unwrap()).collect();
        let mut gelezen = Vec::new();
        Vooruit::begin(io::Cursor::new(bytes.clone())).read_to_end(&mut gelezen).unwrap();
        assert!(gelezen == bytes);
        // Who stops early leaves nobody waiting.
        let mut begin = [0; 5];
        Vooruit::begin(io::repeat(7)).read_exact(&mut begin).unwrap();
        assert_eq!(begin, [7; 5]);
    }

    #[test]
    fn a_reading_error_comes_after_what_was_read() {
        struct Kapot;
        impl Read for Kapot {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("kapot"))
            }
        }
        let mut gelezen = Vec::new();
        let fout = Vooruit::begin(b"abc".chain(Kapot)).read_to_end(&mut gelezen).unwrap_err();
        assert_eq!((fout.to_string().as_str(), gelezen.as_slice()), ("kapot", &b"abc"[..]));
    }
}
