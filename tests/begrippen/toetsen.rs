//! What is wrong with pieces, and with the register as a whole.

use berichtenpoort::begrippen::{Register, Soort, Stuk};
use serde_json::json;

use crate::stukken::{begrip, lijst, regio, register, vertaling};

fn gebreken(register: &Register) -> Vec<String> {
    register.toets().iter().map(ToString::to_string).collect()
}

#[test]
fn alles_wat_mis_is_wordt_in_een_keer_gezegd_met_de_plek() {
    let fout = begrip(
        "Toewijzing",
        json!({
            "voorkeursterm": " ", "breder": ["zorg"], "elementen": ["Toegewezen Product"], "regels": ["381"],
            "codes": [{"codelijst": "JZ002", "code": "99"}, {"codelijst": "JZ999", "code": "01"}],
            "exactGelijkAan": ["toewijzing"], "eigenaar": "nergens",
            "ingangsdatum": "2026-02-01", "einddatum": "2026-01-31",
        }),
    );
    let register = register([fout, lijst("JZ002", &[("ijw", "01", None, None)])]);
    let gevonden = gebreken(&register);
    for deel in [
        "begrip Toewijzing, id: een id heeft kleine letters",
        "begrip Toewijzing, voorkeursterm: vul dit in",
        "begrip Toewijzing, breder: het begrip ‘zorg’ bestaat niet",
        "begrip Toewijzing, elementen: ‘Toegewezen Product’ is geen klasse",
        "begrip Toewijzing, regels: ‘381’ is geen code van een regel",
        "begrip Toewijzing, codes: de codelijst JZ002 heeft geen code ‘99’",
        "begrip Toewijzing, codes: de codelijst ‘JZ999’ bestaat niet",
        "begrip Toewijzing, exactGelijkAan: ‘toewijzing’ is geen adres",
        "begrip Toewijzing, eigenaar: er is geen regio ‘nergens’",
        "begrip Toewijzing, einddatum: de einddatum 2026-01-31 ligt voor de ingangsdatum 2026-02-01",
    ] {
        assert!(gevonden.iter().any(|een| een.starts_with(deel)), "{deel}\n{gevonden:#?}");
    }
    assert_eq!(gevonden.len(), 10, "{gevonden:#?}");
}

#[test]
fn een_kring_van_bredere_begrippen_wordt_een_keer_genoemd_met_de_hele_weg() {
    let register = register([
        begrip("a", json!({"breder": ["b"]})),
        begrip("b", json!({"breder": ["c", "d"]})),
        begrip("c", json!({"breder": ["a"]})),
        begrip("d", json!({})),
        begrip("e", json!({"breder": ["a"]})),
    ]);
    assert_eq!(
        gebreken(&register),
        [
            "begrip a, breder: dit begrip verwijst langs ‘breder’ terug naar zichzelf: a, b, c, a. Haal een van de verwijzingen weg"
        ]
    );
}

#[test]
fn twee_begrippen_van_dezelfde_eigenaar_hebben_niet_dezelfde_voorkeursterm() {
    let twee = |eigenaar: &str| {
        gebreken(&register([
            begrip("cliënt".replace('ë', "e").as_str(), json!({"voorkeursterm": "Cliënt"})),
            begrip("klant", json!({"voorkeursterm": "client", "eigenaar": eigenaar})),
        ]))
    };
    assert_eq!(
        twee("0479"),
        ["begrip klant, voorkeursterm: ‘client’ is ook de voorkeursterm van client. Kies een ander woord"]
    );
    assert!(twee("landelijk").is_empty());
}

#[test]
fn alleen_wat_vervangen_is_heeft_een_opvolger_en_die_bestaat() {
    let zonder = register([begrip("oud", json!({"status": "vervangen"}))]);
    assert!(gebreken(&zonder)[0].contains("alleen wat vervangen is, heeft een opvolger"));
    let nergens = register([begrip("oud", json!({"status": "vervangen", "opvolger": "nieuw"}))]);
    assert_eq!(gebreken(&nergens), ["begrip oud, opvolger: ‘nieuw’ bestaat niet"]);
    let goed = register([
        begrip("oud", json!({"status": "vervangen", "opvolger": "nieuw"})),
        begrip("nieuw", json!({})),
    ]);
    assert!(gebreken(&goed).is_empty());
}

#[test]
fn een_vertaling_noemt_lijsten_en_codes_die_er_zijn() {
    let regels = json!([{"van": "01", "naar": "77", "soort": "exact"}]);
    let register = register([
        lijst("JZ002", &[("ijw", "01", None, None)]),
        lijst("JZ588", &[]),
        vertaling("v", "JZ002", "JZ588", regels),
    ]);
    assert_eq!(gebreken(&register), ["vertaling v, regels: de codelijst JZ588 heeft geen code ‘77’"]);
}

#[test]
fn een_regio_mag_eigenaar_zijn_en_een_gemeente_gaat_over_wat_van_haar_regio_is() {
    let register = register([
        regio("zaanstreek-waterland", &["0479", "0439"]),
        begrip("a", json!({"eigenaar": "zaanstreek-waterland"})),
    ]);
    assert!(gebreken(&register).is_empty());
    assert!(register.gaat_over("0439", "zaanstreek-waterland") && register.gaat_over("0363", "0363"));
    assert!(!register.gaat_over("0363", "zaanstreek-waterland") && !register.gaat_over("0479", "landelijk"));
}

#[test]
fn een_naam_die_niet_bekend_is_wordt_geweigerd_met_de_plek_en_zonder_de_waarde() {
    for (json, plek) in [
        (
            json!({"id": "a", "voorkeursterm": "a", "definitie": "a", "status": "vastgesteld", "defenitie": "x"}),
            "begrip a",
        ),
        (json!({"id": "a", "voorkeursterm": "a", "definitie": "a", "status": "bijna"}), "begrip a, status"),
        (
            json!({"id": "a", "voorkeursterm": ["geheim"], "definitie": "a", "status": "vastgesteld"}),
            "begrip a, voorkeursterm",
        ),
    ] {
        let gebrek = Stuk::lees(Soort::Begrip, json).unwrap_err();
        assert!(gebrek.plek.starts_with(plek), "{gebrek}");
        assert!(!gebrek.to_string().contains("geheim"), "{gebrek}");
    }
}
