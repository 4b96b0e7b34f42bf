//! In-process comparison, in rounds in which everything takes its turn; tells ratios, as medians over the rounds.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement may simply stop, and prints"
)]

mod judges;

use std::cell::RefCell;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs};

use judges::{Libxml2, split_into_tokens};
use vergelijk::schema::{ElementDecl, Sink};
use vergelijk::schemas;
use vergelijk::xml::{Limits, Position};

/// Wants everything, does nothing with it: what typed reading costs at least.
#[derive(Default)]
struct Listener(usize);

impl Sink<'_> for Listener {
    fn leaf(&mut self, _: &ElementDecl, value: &str, _: Position) {
        self.0 += value.len();
    }
}

/// The median of the ratios of each measurement to the first, and of its own seconds.
fn report(title: &str, names: &[&str], rounds: &[Vec<f64>]) {
    println!("\n{title}");
    for (column, name) in names.iter().enumerate() {
        let median = |value: &dyn Fn(&Vec<f64>) -> f64| {
            let mut values: Vec<f64> = rounds.iter().map(value).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        let seconds = median(&|round| round[column]);
        let ratio = median(&|round| round[0] / round[column]);
        println!("  {name:<28} {:>9.1} ms   {ratio:>6.2} x libxml2", seconds * 1000.0);
    }
}

fn measure(title: &str, rounds: usize, contenders: &mut [(&str, &mut dyn FnMut())]) {
    let names: Vec<&str> = contenders.iter().map(|(name, _)| *name).collect();
    let rounds: Vec<Vec<f64>> = (0..rounds)
        .map(|_| {
            let one = |(_, run): &mut (&str, &mut dyn FnMut())| {
                let start = Instant::now();
                run();
                start.elapsed().as_secs_f64()
            };
            contenders.iter_mut().map(one).collect()
        })
        .collect();
    report(title, &names, &rounds);
}

fn main() {
    let folder = PathBuf::from(env::args().nth(1).expect("vergelijk FOLDER (made by genereer) [ROUNDS]"));
    let rounds = env::args().nth(2).map_or(7, |rounds| rounds.parse().expect("a number of rounds"));
    let set = schemas::load();
    let mut libxml2 = Libxml2::new(&schemas::folder());
    set.roots().for_each(|root| libxml2.load(&schemas::kind(root)));
    let libxml2 = RefCell::new(libxml2);

    let open_file =
        |path: &Path| BufReader::with_capacity(64 * 1024, fs::File::open(path).expect("genereer first"));
    let large = folder.join("jw323-100.xml");
    let open = || open_file(&large);
    measure(
        "one JW323 of 100 MB, from a file",
        rounds,
        &mut [
            ("libxml2, SAX", &mut || assert!(libxml2.borrow_mut().valid(&large, "JW323"))),
            ("quick-xml NsReader, bare", &mut || split_into_tokens(open())),
            ("ours, verdict", &mut || {
                assert!(set.validate(open(), Limits::default(), &mut ()).expect("readable").valid());
            }),
            ("ours, values and places", &mut || {
                assert!(
                    set.validate(open(), Limits::default(), &mut Listener::default())
                        .expect("readable")
                        .valid()
                );
            }),
        ],
    );

    let mut small: Vec<(PathBuf, String, Vec<u8>)> = fs::read_dir(folder.join("klein"))
        .expect("genereer first")
        .map(|entry| {
            let path = entry.expect("readable").path();
            let name = path.file_stem().expect("a name").to_string_lossy();
            let kind = name.split_once('-').expect("number-type").1.to_owned();
            let bytes = fs::read(&path).expect("readable");
            (path, kind, bytes)
        })
        .collect();
    small.sort();
    let bytes: usize = small.iter().map(|message| message.2.len()).sum();
    measure(
        &format!("{} small messages of all types, {} bytes on average", small.len(), bytes / small.len()),
        rounds,
        &mut [
            ("libxml2, SAX, from files", &mut || {
                small.iter().for_each(|(path, kind, _)| assert!(libxml2.borrow_mut().valid(path, kind)));
            }),
            ("libxml2, SAX, from memory", &mut || {
                small.iter().for_each(|(_, kind, text)| assert!(libxml2.borrow_mut().valid_text(text, kind)));
            }),
            ("quick-xml NsReader, bare", &mut || {
                small.iter().for_each(|message| split_into_tokens(&message.2[..]));
            }),
            ("ours, verdict, from files", &mut || {
                let valid = |path| {
                    set.validate(open_file(path), Limits::default(), &mut ()).expect("readable").valid()
                };
                small.iter().for_each(|message| assert!(valid(&message.0)));
            }),
            ("ours, verdict", &mut || {
                let valid =
                    |bytes: &[u8]| set.validate(bytes, Limits::default(), &mut ()).expect("readable").valid();
                small.iter().for_each(|message| assert!(valid(&message.2)));
            }),
            ("ours, values and places", &mut || {
                let valid = |bytes: &[u8]| {
                    set.validate(bytes, Limits::default(), &mut Listener::default())
                        .expect("readable")
                        .valid()
                };
                small.iter().for_each(|message| assert!(valid(&message.2)));
            }),
        ],
    );
}
