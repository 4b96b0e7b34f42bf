//! What a run says: its outcomes, and to who waits at a terminal how far it is.

use std::io::{self, BufWriter, IsTerminal, Stderr, StdoutLock, Write};
use std::time::{Duration, Instant};

use crate::cli::fout::waarschuw;

/// Shorter runs do not say how far they are.
const STIL: Duration = Duration::from_secs(2);
/// How often that is said anew.
pub(super) const HOE_VAAK: Duration = Duration::from_millis(200);
/// So much waits until it is written.
const WACHT: usize = 64 * 1024;

/// Outcomes, with below them on a terminal one line that is written over and over.
pub(super) struct Uitvoer<U: Write, S: Write> {
    uit: BufWriter<U>,
    /// Whether they go to that terminal too, so that the line must make room for them.
    samen: bool,
    /// `None` where nobody is watching.
    terminal: Option<S>,
    totaal: usize,
    begin: Instant,
    /// When the line was last written; `None` if it is not on the screen.
    getoond: Option<Instant>,
}

impl Uitvoer<StdoutLock<'static>, Stderr> {
    /// For a run over so many files that begins now.
    pub(super) fn nieuw(totaal: usize) -> Self {
        let terminal = io::stderr().is_terminal().then(io::stderr);
        let samen = io::stdout().is_terminal();
        let uit = BufWriter::with_capacity(WACHT, io::stdout().lock());
        Uitvoer { uit, samen, terminal, totaal, begin: Instant::now(), getoond: None }
    }
}

impl<U: Write, S: Write> Uitvoer<U, S> {
    /// Says an outcome; it may wait for others, so that the line need not make room for each.
    pub(super) fn zeg(&mut self, tekst: &[u8]) -> io::Result<()> {
        if self.samen && self.uit.buffer().len() + tekst.len() > self.uit.capacity() {
            self.wis();
        }
        self.uit.write_all(tekst)
    }

    /// Says what went wrong with a file, after all that was said before.
    pub(super) fn waarschuw(&mut self, tekst: &str) -> io::Result<()> {
        self.maak_af()?;
        waarschuw(tekst);
        Ok(())
    }

    /// Shows how many files are done, if it is time to.
    pub(super) fn voortgang(&mut self, klaar: usize) {
        let te_vroeg =
            self.begin.elapsed() < STIL || self.getoond.is_some_and(|getoond| getoond.elapsed() < HOE_VAAK);
        if te_vroeg || self.terminal.is_none() {
            return;
        }
        if self.samen && !self.uit.buffer().is_empty() {
            self.wis();
        }
        // What cannot be written stays, and is told when the rest is.
        let _ = self.uit.flush();
        let regel = match self.totaal {
            1 => "1 bestand wordt gecontroleerd".to_owned(),
            totaal => format!("{klaar} van {totaal} bestanden gecontroleerd"),
        };
        self.getoond = Some(Instant::now());
        // First the text, then away with what is left of the line before: the other way round it flickers.
        self.toon(&format!("\r{regel}\x1b[K"));
    }

    /// Writes all that waits and leaves the terminal without the line.
    pub(super) fn maak_af(&mut self) -> io::Result<()> {
        self.wis();
        self.uit.flush()
    }

    fn wis(&mut self) {
        if self.getoond.take().is_some() {
            self.toon("\r\x1b[K");
        }
    }

    fn toon(&mut self, tekst: &str) {
        if let Some(terminal) = &mut self.terminal {
            // A screen that cannot be written to is no reason to stop.
            let _ = terminal.write_all(tekst.as_bytes());
        }
    }
}

impl<U: Write, S: Write> Drop for Uitvoer<U, S> {
    /// Also a run that breaks off leaves no line for its error to stand behind.
    fn drop(&mut self) {
        self.wis();
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    /// The terminal, on which outcomes and line come together.
    #[derive(Clone, Default)]
    struct Scherm(Rc<RefCell<Vec<u8>>>);

    impl Write for Scherm {
        fn write(&mut self, stuk: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().write(stuk)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Scherm {
        fn neem(&self) -> String {
            String::from_utf8(self.0.take()).unwrap()
        }
    }

    /// A run that has been going for long enough to say so.
    fn lang(scherm: &Scherm, terminal: Option<Scherm>, totaal: usize) -> Uitvoer<Scherm, Scherm> {
        let uit = BufWriter::with_capacity(20, scherm.clone());
        let samen = terminal.is_some();
        Uitvoer {
            uit,
            samen,
            terminal,
            totaal,
            begin: Instant::now().checked_sub(STIL).unwrap(),
            getoond: None,
        }
    }

    #[test]
    fn the_line_stays_until_there_is_something_to_write_in_its_place() {
        let scherm = Scherm::default();
        let mut uitvoer = lang(&scherm, Some(scherm.clone()), 9);
        uitvoer.zeg(b"een goed\n").unwrap();
        uitvoer.voortgang(1);
        assert_eq!(scherm.neem(), "een goed\n\r1 van 9 bestanden gecontroleerd\x1b[K");
        uitvoer.zeg(b"twee goed\n").unwrap();
        uitvoer.voortgang(2);
        assert_eq!(scherm.neem(), "", "too soon for another line");
        uitvoer.zeg(b"drie is goed\n").unwrap();
        assert_eq!(scherm.neem(), "\r\x1b[Ktwee goed\n");
        uitvoer.voortgang(3);
        assert_eq!(scherm.neem(), "drie is goed\n\r3 van 9 bestanden gecontroleerd\x1b[K");
        uitvoer.getoond = Instant::now().checked_sub(HOE_VAAK);
        uitvoer.voortgang(4);
        assert_eq!(scherm.neem(), "\r4 van 9 bestanden gecontroleerd\x1b[K");
        drop(uitvoer);
        assert_eq!(scherm.neem(), "\r\x1b[K");
    }

    #[test]
    fn what_goes_elsewhere_does_not_touch_the_line() {
        let (scherm, elders) = (Scherm::default(), Scherm::default());
        let mut uitvoer = lang(&elders, Some(scherm.clone()), 9);
        uitvoer.samen = false;
        uitvoer.voortgang(0);
        scherm.neem();
        uitvoer.zeg(b"een is goed\n").unwrap();
        uitvoer.zeg(b"twee is goed\n").unwrap();
        assert_eq!((elders.neem().as_str(), scherm.neem().as_str()), ("een is goed\n", ""));
        uitvoer.maak_af().unwrap();
        assert_eq!((elders.neem().as_str(), scherm.neem().as_str()), ("twee is goed\n", "\r\x1b[K"));
    }

    #[test]
    fn only_who_waits_long_at_a_terminal_sees_it() {
        let scherm = Scherm::default();
        let mut zonder = lang(&scherm, None, 9);
        zonder.voortgang(1);
        let mut kort = lang(&scherm, Some(scherm.clone()), 9);
        kort.begin = Instant::now();
        kort.voortgang(1);
        assert_eq!(scherm.neem(), "");
        let mut een = lang(&scherm, Some(scherm.clone()), 1);
        een.voortgang(0);
        assert_eq!(scherm.neem(), "\r1 bestand wordt gecontroleerd\x1b[K");
    }
}
