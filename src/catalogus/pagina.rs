//! The catalogue as a page in Markdown: `docs/regels.md`.

use std::fmt::{self, Write};

use super::lijst::{Keuze, dekking};
use super::regel::{CatalogusRegel, Toetsing};
use crate::bericht::Standaard;

const INLEIDING: &str = "\
# De regels van iJw 3.2 en iWmo 3.2

<!-- Gemaakt met: berichtenpoort regels --format markdown > docs/regels.md -->

Deze pagina noemt alle regels van de standaard. Bij elke regel staat in eenvoudige woorden wat er moet kloppen, wat u kunt
doen, en hoe de poort ermee omgaat. De woorden zijn van de poort zelf. Bindend is de tekst van Zorginstituut Nederland.

De eerste letters van een code zeggen wat voor regel het is: RS, CS, CD en TR zijn regels waar een bericht aan moet voldoen,
OP zijn afspraken over de werkwijze, IV zeggen hoe een bericht wordt ingevuld, en UP zijn uitgangspunten.
";

/// The chosen rules, with the coverage of both standards above them.
pub fn pagina(keuze: Keuze) -> String {
    let mut uit = INLEIDING.to_owned();
    // Writing to a String does not fail.
    let _ = schrijf(&mut uit, &keuze.regels());
    uit
}

fn schrijf(uit: &mut String, regels: &[&CatalogusRegel]) -> fmt::Result {
    schrijf_dekking(uit)?;
    for toetsing in Toetsing::ALLE {
        let groep: Vec<_> = regels.iter().filter(|regel| regel.toetsing == toetsing).collect();
        if groep.is_empty() {
            continue;
        }
        write!(uit, "\n## {}\n\n{}\n", toetsing.kop(), toetsing.uitleg())?;
        for regel in groep {
            schrijf_regel(uit, regel)?;
        }
    }
    Ok(())
}

fn schrijf_dekking(uit: &mut String) -> fmt::Result {
    let [ijw, iwmo] = Standaard::ALLE.map(dekking);
    write!(
        uit,
        "\n## Overzicht\n\n| Hoe de poort ermee omgaat | {} | {} |\n",
        ijw.standaard, iwmo.standaard
    )?;
    writeln!(uit, "| --- | ---: | ---: |")?;
    for ((toetsing, in_ijw), (_, in_iwmo)) in ijw.per_toetsing.iter().zip(&iwmo.per_toetsing) {
        writeln!(uit, "| {} | {in_ijw} | {in_iwmo} |", toetsing.kop())?;
    }
    writeln!(uit, "| **Samen** | **{}** | **{}** |", ijw.regels, iwmo.regels)?;
    for dekking in [ijw, iwmo] {
        write!(uit, "\n{}\n", dekking.in_woorden())?;
    }
    Ok(())
}

fn schrijf_regel(uit: &mut String, regel: &CatalogusRegel) -> fmt::Result {
    write!(uit, "\n### {}\n\n**{}**\n\n{}\n", regel.code, regel.titel, regel.uitleg)?;
    write!(uit, "\n*{}; ", regel.van_standaarden())?;
    if !regel.berichten.is_empty() {
        write!(uit, "{}; ", regel.nummers())?;
    }
    write!(uit, "{}", regel.niveau.omschrijving())?;
    if let Some(retourcode) = regel.retourcode {
        write!(uit, "; retourcode {retourcode}")?;
    }
    writeln!(uit, ".*")?;
    for (woorden, codes) in [("Uitgewerkt in", regel.uitgewerkt_in), ("Zie ook", regel.zie_ook)] {
        if !codes.is_empty() {
            let links = codes.iter().map(|code| format!("[{code}](#{})", code.to_lowercase()));
            writeln!(uit, "{woorden} {}.", opsomming(links))?;
        }
    }
    Ok(())
}

/// `a, b en c`.
pub fn opsomming(delen: impl IntoIterator<Item = String>) -> String {
    let mut delen: Vec<_> = delen.into_iter().collect();
    let Some(laatste) = delen.pop() else { return String::new() };
    if delen.is_empty() { laatste } else { format!("{} en {laatste}", delen.join(", ")) }
}
