//! The lines of a message around a place, to show beside what is wrong there.

/// Lines before and after the one that matters.
const EROMHEEN: usize = 2;
/// Characters of a line at most: some messages are one line of megabytes.
const BREEDTE: usize = 120;

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Uittreksel {
    /// In the order of the message.
    pub(super) regels: Vec<Regel>,
}

/// A line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Regel {
    /// From 1.
    pub(super) nummer: usize,
    /// The space before it, beyond what all lines of the piece have.
    pub(super) inspringing: String,
    pub(super) tekst: String,
    /// The line that something is wrong in.
    pub(super) hier: bool,
}

/// The piece around each place, given as line and column from 1; none where the bytes are no text in UTF-8 or the place is not in it.
pub(super) fn uittreksels(bericht: &[u8], plekken: &[(u32, u32)]) -> Vec<Option<Uittreksel>> {
    let Ok(tekst) = std::str::from_utf8(bericht) else { return plekken.iter().map(|_| None).collect() };
    let regels: Vec<&str> = tekst.trim_start_matches('\u{feff}').lines().collect();
    plekken.iter().map(|&(regel, kolom)| rond(&regels, regel as usize, kolom as usize)).collect()
}

fn rond(regels: &[&str], regel: usize, kolom: usize) -> Option<Uittreksel> {
    let plaats = regel.checked_sub(1).filter(|plaats| *plaats < regels.len())?;
    let van = plaats.saturating_sub(EROMHEEN);
    let stuk = || regels.iter().enumerate().skip(van).take(plaats - van + EROMHEEN + 1);
    let gevuld = stuk().filter(|(_, tekst)| !tekst.trim().is_empty());
    let samen = gevuld.map(|(_, tekst)| wit(tekst)).min().unwrap_or_default();
    let regels = stuk().map(|(nummer, tekst)| {
        let eigen = wit(tekst);
        let kolom = if nummer == plaats { kolom.saturating_sub(eigen) } else { 1 };
        Regel {
            nummer: nummer + 1,
            inspringing: tekst.chars().take(eigen).skip(samen).take(BREEDTE / 2).collect(),
            tekst: kort(tekst.trim(), kolom),
            hier: nummer == plaats,
        }
    });
    Some(Uittreksel { regels: regels.collect() })
}

/// Characters of space that a line begins with.
fn wit(tekst: &str) -> usize {
    tekst.chars().take_while(|teken| teken.is_whitespace()).count()
}

/// As much of a line as can be shown, with the column in it.
fn kort(tekst: &str, kolom: usize) -> String {
    let lengte = tekst.chars().take(BREEDTE + kolom).count();
    if lengte <= BREEDTE {
        return tekst.to_owned();
    }
    let van = kolom.saturating_sub(1).saturating_sub(BREEDTE / 3);
    let midden: String = tekst.chars().skip(van).take(BREEDTE).collect();
    let voor = if van > 0 { "…" } else { "" };
    let na = if lengte > van + BREEDTE { "…" } else { "" };
    format!("{voor}{midden}{na}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn een(bericht: &[u8], plek: (u32, u32)) -> Option<Uittreksel> {
        uittreksels(bericht, &[plek]).remove(0)
    }

    #[test]
    fn twee_regels_ervoor_en_erna_en_niet_buiten_het_bericht() {
        let stuk = een(b"a\nb\nc\nd\ne\nf", (2, 1)).unwrap();
        let regels: Vec<_> =
            stuk.regels.iter().map(|regel| (regel.nummer, regel.tekst.as_str(), regel.hier)).collect();
        assert_eq!(regels, [(1, "a", false), (2, "b", true), (3, "c", false), (4, "d", false)]);
        assert_eq!(een(b"a\nb", (9, 1)), None);
        assert_eq!(een(b"", (1, 1)), None);
        assert_eq!(een(b"\xff", (1, 1)), None);
    }

    #[test]
    fn wat_alle_regels_inspringen_blijft_weg() {
        let stuk = een(b"\t\t<A>\n\t\t\t<B/>\n\n\t\t</A>", (2, 4)).unwrap();
        let regels: Vec<_> =
            stuk.regels.iter().map(|regel| format!("{}{}", regel.inspringing, regel.tekst)).collect();
        assert_eq!(regels, ["<A>", "\t<B/>", "", "</A>"]);
    }

    #[test]
    fn van_een_lange_regel_blijft_het_stuk_rond_de_kolom() {
        let lang = format!("{}<Fout>{}", "é".repeat(5000), "x".repeat(5000));
        let stuk = een(lang.as_bytes(), (1, 5001)).unwrap();
        let tekst = &stuk.regels[0].tekst;
        assert!(tekst.contains("<Fout>") && tekst.starts_with('…') && tekst.ends_with('…'), "{tekst}");
        assert!(tekst.chars().count() <= BREEDTE + 2);
    }
}
