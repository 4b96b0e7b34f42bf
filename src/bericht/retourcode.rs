//! Retourcodes as values.

use std::sync::LazyLock;

/// Every text of four digits, one after the other.
static CODES: LazyLock<String> = LazyLock::new(|| (0..10_000).map(|code| format!("{code:04}")).collect());

/// The codes that begin with a letter.
const MET_LETTER: [&str; 2] = ["S300", "S329"];

/// A retourcode as read from an answer. The schemas list them: four digits, but for two that begin with a letter. So all that can
/// occur are there beforehand: a code that a party gave is kept in the same way as one that a rule of ours gives.
pub fn retourcode(tekst: &str) -> Option<&'static str> {
    if let Some(code) = MET_LETTER.into_iter().find(|code| *code == tekst) {
        return Some(code);
    }
    let vier_cijfers = tekst.len() == 4 && tekst.bytes().all(|teken| teken.is_ascii_digit());
    let plaats = tekst.parse::<usize>().ok().filter(|_| vier_cijfers)?.checked_mul(4)?;
    CODES.get(plaats..plaats.checked_add(4)?)
}

#[cfg(test)]
mod tests {
    use super::retourcode;

    #[test]
    fn een_code_van_de_lijst_wordt_zichzelf_en_iets_anders_niets() {
        for code in ["0000", "0001", "0233", "9321", "9999", "S300", "S329"] {
            assert_eq!(retourcode(code), Some(code));
        }
        for geen in ["", "1", "S301", "s329", "00001", "+123", "12a4", "１２３４"] {
            assert_eq!(retourcode(geen), None, "{geen}");
        }
    }
}
