//! Which scenarios a folder holds.

use std::io;
use std::path::{Path, PathBuf};

use crate::cli::fout::CliFout;
use crate::systeem::oorzaak;

/// The file that makes a folder a scenario.
pub(super) const BESTAND: &str = "scenario.json";

/// The scenarios in a folder with what to call them: the folder itself, or every scenario below it, by name. A scenario is
/// called by its path below the folder that was named.
///
/// # Errors
/// Where a folder cannot be read or holds no scenario.
pub fn scenarios(map: &Path) -> Result<Vec<(String, PathBuf)>, CliFout> {
    if is_scenario(map) {
        let volledig = map.canonicalize().map_err(|fout| onleesbaar(map, &fout))?;
        let naam = volledig.file_name().unwrap_or(map.as_os_str()).to_string_lossy().into_owned();
        return Ok(vec![(naam, map.to_owned())]);
    }
    let mut gevonden = Vec::new();
    let mut te_lezen = vec![map.to_owned()];
    while let Some(deze) = te_lezen.pop() {
        for regel in deze.read_dir().map_err(|fout| onleesbaar(&deze, &fout))? {
            let pad = regel.map_err(|fout| onleesbaar(&deze, &fout))?.path();
            if !pad.is_dir() {
                continue;
            }
            if is_scenario(&pad) { &mut gevonden } else { &mut te_lezen }.push(pad);
        }
    }
    if gevonden.is_empty() {
        return Err(CliFout::Omgeving(format!(
            "In de map {} staat geen enkel scenario: een map met een {BESTAND}.",
            map.display()
        )));
    }
    gevonden.sort();
    let naam = |pad: &PathBuf| pad.strip_prefix(map).unwrap_or(pad).to_string_lossy().replace('\\', "/");
    Ok(gevonden.into_iter().map(|pad| (naam(&pad), pad)).collect())
}

fn is_scenario(map: &Path) -> bool {
    map.join(BESTAND).exists()
}

fn onleesbaar(map: &Path, fout: &io::Error) -> CliFout {
    CliFout::Omgeving(format!(
        "De map {} is niet te lezen: {}. Controleer de naam en de rechten.",
        map.display(),
        oorzaak(fout)
    ))
}
