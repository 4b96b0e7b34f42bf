//! How far a long run is, for who waits at a terminal.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Shorter runs say nothing.
const STIL: Duration = Duration::from_secs(2);
/// How often the line is written anew.
pub(super) const HOE_VAAK: Duration = Duration::from_millis(200);

/// A line on standard error that is written over and over.
pub(super) struct Voortgang {
    totaal: usize,
    begin: Instant,
    /// When it was last written; `None` if it is not on the screen.
    getoond: Option<Instant>,
    terminal: bool,
}

impl Voortgang {
    pub(super) fn nieuw(totaal: usize) -> Voortgang {
        Voortgang { totaal, begin: Instant::now(), getoond: None, terminal: io::stderr().is_terminal() }
    }

    /// Whether the line is due.
    pub(super) fn is_nodig(&self) -> bool {
        self.terminal
            && self.begin.elapsed() >= STIL
            && self.getoond.is_none_or(|getoond| getoond.elapsed() >= HOE_VAAK)
    }

    /// Shows how many are done.
    pub(super) fn toon(&mut self, klaar: usize) {
        self.getoond = Some(Instant::now());
        // A screen that cannot be written to is no reason to stop.
        let _ = write!(io::stderr(), "\r\x1b[K{klaar} van {} bestanden gecontroleerd", self.totaal);
    }

    /// Takes the line away, so that other lines can be written.
    pub(super) fn wis(&mut self) {
        if self.getoond.take().is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
