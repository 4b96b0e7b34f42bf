//! Work on many things at once, with the outcomes in the order of the things.
//!
//! Plain threads suffice: each thing is long work, none waits for another, and what comes out has one reader.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How many outcomes may be waiting for an earlier one, for each thread.
const RUIMTE: usize = 16;

/// What the threads share.
struct Stand<U> {
    /// The next thing to take up.
    volgende: usize,
    /// How many outcomes have been handed over.
    afgegeven: usize,
    /// The outcomes from there on, as far as they are there.
    klaar: VecDeque<Option<U>>,
    /// How many threads wait until there is room.
    wachtend: usize,
    /// Nobody wants more outcomes.
    gestopt: bool,
}

struct Werk<U> {
    stand: Mutex<Stand<U>>,
    /// The outcome whose turn it is, is there.
    aan_de_beurt: Condvar,
    /// There is room for more outcomes, or nobody wants them.
    ruimte: Condvar,
}

impl<U> Werk<U> {
    fn stand(&self) -> MutexGuard<'_, Stand<U>> {
        // A thread that panics takes the whole run with it, so what it leaves behind is not looked at.
        self.stand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes up one thing after another, without getting too far ahead of what was handed over.
    fn werk_af<T>(&self, dingen: &[T], ruimte: usize, doe: impl Fn(&T) -> U) {
        let mut stand = self.stand();
        loop {
            let plaats = stand.volgende;
            let Some(ding) = dingen.get(plaats).filter(|_| !stand.gestopt) else { return };
            if plaats >= stand.afgegeven + ruimte {
                stand.wachtend += 1;
                stand = self.ruimte.wait(stand).unwrap_or_else(PoisonError::into_inner);
                stand.wachtend -= 1;
                continue;
            }
            stand.volgende += 1;
            drop(stand);
            let uitkomst = doe(ding);
            stand = self.stand();
            let plaats = plaats - stand.afgegeven;
            if stand.klaar.len() <= plaats {
                stand.klaar.resize_with(plaats + 1, || None);
            }
            if let Some(plek) = stand.klaar.get_mut(plaats) {
                *plek = Some(uitkomst);
            }
            if plaats == 0 {
                self.aan_de_beurt.notify_one();
            }
        }
    }

    /// The next outcome, or `None` if it is not there in time.
    fn wacht(&self, hoelang: Duration) -> Option<U> {
        let stand = self.stand();
        let nog_niet = |stand: &mut Stand<U>| !matches!(stand.klaar.front(), Some(Some(_)));
        let (mut stand, _) = self
            .aan_de_beurt
            .wait_timeout_while(stand, hoelang, nog_niet)
            .unwrap_or_else(PoisonError::into_inner);
        let uitkomst = stand.klaar.front_mut()?.take()?;
        stand.klaar.pop_front();
        stand.afgegeven += 1;
        // To wake somebody is a call to the system, and there may be thousands of things in a second.
        if stand.wachtend > 0 {
            self.ruimte.notify_all();
        }
        Some(uitkomst)
    }

    fn stop(&self) {
        self.stand().gestopt = true;
        self.ruimte.notify_all();
    }
}

/// How many threads can run at the same time.
pub(super) fn kernen() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// Does something with each thing, on all cores, and hands over each outcome in order. In between, at least so often,
/// `intussen` hears how many have been handed over.
///
/// # Errors
/// The first that `neem` gives; no new things are taken up after it.
pub(super) fn op_volgorde<T: Sync, U: Send, F>(
    dingen: &[T],
    doe: impl Fn(&T) -> U + Sync,
    mut neem: impl FnMut(&T, U) -> Result<(), F>,
    hoe_vaak: Duration,
    mut intussen: impl FnMut(usize),
) -> Result<(), F> {
    let draden = kernen().min(dingen.len());
    let stand = Stand { volgende: 0, afgegeven: 0, klaar: VecDeque::new(), wachtend: 0, gestopt: false };
    let werk = Werk { stand: Mutex::new(stand), aan_de_beurt: Condvar::new(), ruimte: Condvar::new() };
    std::thread::scope(|hier| {
        for _ in 0..draden {
            hier.spawn(|| werk.werk_af(dingen, draden * RUIMTE, &doe));
        }
        for (plaats, ding) in dingen.iter().enumerate() {
            let uitkomst = loop {
                match werk.wacht(hoe_vaak) {
                    Some(uitkomst) => break uitkomst,
                    None => intussen(plaats),
                }
            };
            intussen(plaats);
            if let Err(fout) = neem(ding, uitkomst) {
                werk.stop();
                return Err(fout);
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_come_in_the_order_of_the_things() {
        let dingen: Vec<u64> = (0..500).collect();
        let mut gekregen = Vec::new();
        let doe = |ding: &u64| {
            // The first ones take longest.
            std::thread::sleep(Duration::from_micros(if ding.is_multiple_of(50) { 2_000 } else { 10 }));
            ding * 2
        };
        let neem = |ding: &u64, uitkomst: u64| {
            gekregen.push((*ding, uitkomst));
            Ok::<(), ()>(())
        };
        op_volgorde(&dingen, doe, neem, Duration::from_millis(1), |_| {}).unwrap();
        let verwacht: Vec<(u64, u64)> = dingen.iter().map(|ding| (*ding, ding * 2)).collect();
        assert_eq!(gekregen, verwacht);
    }

    #[test]
    fn an_error_ends_the_work() {
        let dingen = [1, 2, 3, 4];
        let neem = |ding: &i32, ()| if *ding == 2 { Err("vol") } else { Ok(()) };
        assert_eq!(op_volgorde(&dingen, |_| (), neem, Duration::from_secs(1), |_| {}), Err("vol"));
        let niets: [i32; 0] = [];
        assert_eq!(op_volgorde(&niets, |_| (), neem, Duration::from_secs(1), |_| {}), Ok(()));
    }

    #[test]
    fn only_a_bounded_number_of_outcomes_waits() {
        let begonnen = std::sync::atomic::AtomicUsize::new(0);
        let dingen = [(); 2_000];
        let doe = |(): &()| begonnen.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let draden = kernen();
        let mut afgegeven = 0;
        let neem = |(): &(), _| {
            afgegeven += 1;
            let ver = begonnen.load(std::sync::atomic::Ordering::SeqCst);
            assert!(ver <= afgegeven + draden * RUIMTE + draden, "{ver} begun, {afgegeven} handed over");
            Ok::<(), ()>(())
        };
        op_volgorde(&dingen, doe, neem, Duration::from_secs(1), |_| {}).unwrap();
    }
}
