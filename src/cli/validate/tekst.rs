//! The verdict on a file in text, for people: by berichtklasse, each finding with the element that it is about.

use std::io::{self, Write};
use std::path::Path;

use super::bron::Bron;
use crate::bericht::klasse_van;
use crate::regels::{Bevinding, Controle, Oordeel};

/// Writes what controle says of a file.
pub(super) fn schrijf(uit: &mut impl Write, pad: &Path, controle: &Controle) -> io::Result<()> {
    let berichttype = controle.berichttype.map(|berichttype| format!(" {berichttype}")).unwrap_or_default();
    writeln!(uit, "{}:{berichttype} {}", pad.display(), oordeel_in_woorden(controle.oordeel))?;
    let bron = Bron::lees(pad, &controle.bevindingen);
    let mut vorige = None;
    let einde = usize::from(controle.weggelaten > 0);
    let (bevindingen, en_nog) =
        controle.bevindingen.split_at(controle.bevindingen.len().saturating_sub(einde));
    for bevinding in bevindingen {
        let klasse = klasse_van(&bevinding.pad);
        if vorige != Some(klasse) && !klasse.is_empty() {
            writeln!(uit, "  {klasse}")?;
        }
        vorige = Some(klasse);
        schrijf_bevinding(uit, klasse, bevinding, &bron)?;
    }
    en_nog.iter().try_for_each(|bevinding| writeln!(uit, "  {}", bevinding.tekst))
}

fn schrijf_bevinding(
    uit: &mut impl Write,
    klasse: &str,
    bevinding: &Bevinding,
    bron: &Bron,
) -> io::Result<()> {
    let onder = bevinding.pad.strip_prefix(klasse).unwrap_or_default().trim_start_matches('/');
    let (regelnummer, kolom) = (bevinding.regelnummer, bevinding.kolom);
    let element = if onder.is_empty() { String::new() } else { format!("  {onder}") };
    writeln!(uit, "    regel {regelnummer}, kolom {kolom}{element}")?;
    if let Some(element) = bron.bij(regelnummer, kolom) {
        writeln!(uit, "      {regelnummer} | {element}")?;
    }
    let code =
        bevinding.retourcode.as_deref().map(|code| format!(" (retourcode {code})")).unwrap_or_default();
    let regel = bevinding.regel.as_deref().map(|regel| format!("{regel}{code}: ")).unwrap_or_default();
    writeln!(uit, "      {regel}{}", bevinding.tekst)
}

fn oordeel_in_woorden(oordeel: Oordeel) -> &'static str {
    match oordeel {
        Oordeel::Geldig => "is geldig",
        Oordeel::GeenXml => "is geen goede XML",
        Oordeel::Onveilig => "is onveilig en wordt niet gelezen",
        Oordeel::OnbekendBericht => "is geen bericht van iJw 3.2 of iWmo 3.2",
        Oordeel::Schema => "voldoet niet aan het schema",
        Oordeel::Regels => "voldoet niet aan de regels",
    }
}
