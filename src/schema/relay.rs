//! Following a large message on a thread of its own: while one core reads and validates, another takes what passes.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, Scope, scope};

use super::model::ElementDecl;
use super::report::Sink;
use crate::xml::Position;

/// How many calls are handed over at a time. A message with fewer is followed without another thread, which would cost more
/// than it brings.
const BATCH: usize = 4 * 1024;
/// How many bytes of values as well, so that large ones do not pile up.
const TEXT: usize = 256 * 1024;
/// How many batches wait at most: then who reads waits for who follows.
const BATCHES: usize = 4;

/// Lets `sink` follow what `read` validates: beside it, where the message is large. The sink gets the same calls in the same
/// order as it would get directly. Gives what `read` gave, and the sink when it has seen everything.
pub fn follow<'s, S: Sink<'s> + Send, T>(
    sink: S,
    read: impl FnOnce(&mut Relay<'_, '_, 's, S>) -> T,
) -> (T, S) {
    let sink = Mutex::new(sink);
    let read = scope(|scope| {
        let mut relay = Relay { scope, sink: &sink, beside: None, batch: Batch::default() };
        let read = read(&mut relay);
        relay.hand_over();
        read
    });
    (read, sink.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Takes what passes, and hands it on to a sink.
pub struct Relay<'scope, 'env, 's: 'scope, S> {
    scope: &'scope Scope<'scope, 'env>,
    sink: &'env Mutex<S>,
    beside: Option<Beside<'s>>,
    batch: Batch<'s>,
}

/// The way to the thread that has the sink.
struct Beside<'s> {
    full: SyncSender<Batch<'s>>,
    /// Used batches come back to be filled again.
    empty: Receiver<Batch<'s>>,
}

/// Calls to a sink, in their order.
#[derive(Default)]
struct Batch<'s> {
    calls: Vec<Call<'s>>,
    /// The values of the simple elements behind each other.
    text: String,
}

enum Call<'s> {
    Open(&'s ElementDecl, Position),
    /// With the end of its value in the text; it begins where that of the one before ends.
    Leaf(&'s ElementDecl, Position, usize),
    Close(&'s ElementDecl, bool),
}

impl<'s> Batch<'s> {
    /// Makes the calls, and is empty again.
    fn replay(&mut self, sink: &mut impl Sink<'s>) {
        let mut begin = 0;
        for call in self.calls.drain(..) {
            match call {
                Call::Open(element, position) => sink.open(element, position),
                Call::Leaf(element, position, end) => {
                    sink.leaf(element, self.text.get(begin..end).unwrap_or_default(), position);
                    begin = end;
                }
                Call::Close(element, clean) => sink.close(element, clean),
            }
        }
        self.text.clear();
        self.text.shrink_to(TEXT);
    }
}

impl<'scope, 'env, 's: 'scope, S: Sink<'s> + Send> Relay<'scope, 'env, 's, S> {
    #[inline]
    fn add(&mut self, call: Call<'s>) {
        self.batch.calls.push(call);
        if self.batch.calls.len() >= BATCH || self.batch.text.len() >= TEXT {
            self.beside = self.beside.take().or_else(|| self.begin());
            self.hand_over();
        }
    }

    /// Starts the thread; none where the system has none to give.
    fn begin(&self) -> Option<Beside<'s>> {
        let (full, batches) = sync_channel::<Batch<'s>>(BATCHES);
        let (used, empty) = sync_channel(BATCHES + 2);
        let sink = self.sink;
        let follow = move || {
            let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
            for mut batch in batches {
                batch.replay(&mut *sink);
                // Who reads may have ended already, and then needs none.
                let _ = used.try_send(batch);
            }
        };
        Builder::new().spawn_scoped(self.scope, follow).ok()?;
        Some(Beside { full, empty })
    }

    /// Hands over what was gathered.
    fn hand_over(&mut self) {
        let Some(beside) = &self.beside else {
            let mut sink = self.sink.lock().unwrap_or_else(PoisonError::into_inner);
            return self.batch.replay(&mut *sink);
        };
        let next = beside.empty.try_recv().unwrap_or_default();
        let full = std::mem::replace(&mut self.batch, next);
        // Nobody takes it only where the thread panicked, and the scope passes that on.
        let _ = beside.full.send(full);
    }
}

impl<'scope, 's: 'scope, S: Sink<'s> + Send> Sink<'s> for Relay<'scope, '_, 's, S> {
    const LISTENS: bool = S::LISTENS;

    fn open(&mut self, element: &'s ElementDecl, position: Position) {
        self.add(Call::Open(element, position));
    }

    fn leaf(&mut self, element: &'s ElementDecl, value: &str, position: Position) {
        self.batch.text.push_str(value);
        self.add(Call::Leaf(element, position, self.batch.text.len()));
    }

    fn close(&mut self, element: &'s ElementDecl, clean: bool) {
        self.add(Call::Close(element, clean));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Document, SchemaSet};
    use crate::xml::Limits;

    /// What passes, with the thread on which it passed last.
    #[derive(Default)]
    struct Log(Vec<String>, Option<std::thread::ThreadId>);

    impl<'s> Sink<'s> for Log {
        fn open(&mut self, element: &'s ElementDecl, position: Position) {
            self.0.push(format!("<{} {}:{}", element.name, position.line, position.column));
        }

        fn leaf(&mut self, element: &'s ElementDecl, value: &str, position: Position) {
            self.0.push(format!("{}={value} {}:{}", element.name, position.line, position.column));
        }

        fn close(&mut self, element: &'s ElementDecl, clean: bool) {
            self.0.push(format!("{}> {clean}", element.name));
            self.1 = Some(std::thread::current().id());
        }
    }

    fn set() -> SchemaSet {
        let text = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' targetNamespace='urn:t' \
            elementFormDefault='qualified'><xs:element name='Lijst' type='t:Lijst'/><xs:complexType name='Lijst'>\
            <xs:sequence><xs:element name='Code' type='xs:integer' minOccurs='0' maxOccurs='unbounded'/></xs:sequence>\
            </xs:complexType></xs:schema>";
        SchemaSet::compile(&[Document { name: "t.xsd".into(), bytes: text.as_bytes().to_vec() }]).unwrap()
    }

    /// Values of which every seventh is not a number.
    fn message(values: usize, width: usize) -> String {
        let value = |i: usize| if i % 7 == 6 { "x".repeat(width) } else { format!("{i:0width$}") };
        let codes: String = (0..values).map(|i| format!("<Code>{}</Code>\n", value(i))).collect();
        format!("<Lijst xmlns='urn:t'>{codes}</Lijst>")
    }

    fn both(values: usize, width: usize) -> (Log, Log) {
        let (set, message) = (set(), message(values, width));
        let mut direct = Log::default();
        let direct_findings =
            set.validate(message.as_bytes(), Limits::default(), &mut direct).unwrap().findings.len();
        let (report, followed) = follow(Log::default(), |relay| {
            set.validate(message.as_bytes(), Limits::default(), relay).unwrap()
        });
        assert_eq!(report.findings.len(), direct_findings);
        (direct, followed)
    }

    #[test]
    fn the_sink_gets_the_same_in_the_same_order_around_the_edges_of_a_batch() {
        for values in [0, 1, BATCH - 3, BATCH - 2, BATCH - 1, BATCH, BATCH + 1, 9 * BATCH] {
            let (direct, followed) = both(values, 3);
            assert_eq!(direct.0, followed.0, "{values} values");
        }
    }

    #[test]
    fn a_small_message_needs_no_thread_and_a_large_one_has_its_own() {
        let here = Some(std::thread::current().id());
        assert_eq!(both(BATCH - 3, 3).1.1, here);
        assert_ne!(both(BATCH, 3).1.1, here);
        // Few values, but large ones.
        assert_ne!(both(30, TEXT / 10).1.1, here);
    }

    #[test]
    fn a_sink_that_panics_is_not_taken_for_one_that_saw_everything() {
        struct Breaks(usize);
        impl Sink<'_> for Breaks {
            fn leaf(&mut self, _: &ElementDecl, _: &str, _: Position) {
                self.0 += 1;
                assert!(self.0 < BATCH / 2, "broken");
            }
        }
        let (set, message) = (set(), message(20 * BATCH, 3));
        let run = || follow(Breaks(0), |relay| set.validate(message.as_bytes(), Limits::default(), relay));
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_err());
    }
}
