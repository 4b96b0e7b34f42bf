//! Keys and ciphertexts by themselves.

use berichtenpoort::bericht::Bsn;
use berichtenpoort::geheim::{
    GeheimFout, Hoofdsleutel, Hoofdsleutels, Ingepakt, Plek, Sleutelbos, Sleutelsoort, sleutel_van,
};

use crate::gemeenschap::sleutels::SLEUTEL;

const PLEK: Plek<'static> = Plek { tabel: "inhoud", kolom: "bytes", rij: "1" };

fn ingepakt(hoofd: &Hoofdsleutel) -> Vec<Ingepakt> {
    vec![
        Ingepakt::nieuw(1, Sleutelsoort::Gegevens, hoofd).unwrap(),
        Ingepakt::nieuw(2, Sleutelsoort::Zoek, hoofd).unwrap(),
    ]
}

fn bos() -> Sleutelbos {
    let hoofd = Hoofdsleutel::nieuw().unwrap();
    Sleutelbos::van(&ingepakt(&hoofd), &hoofd.into()).unwrap()
}

#[test]
fn wat_is_versleuteld_is_terug_te_lezen_en_staat_er_elke_keer_anders() {
    let bos = bos();
    for bytes in [&b""[..], b"x", "<Bsn>999900006</Bsn>".repeat(10_000).as_bytes()] {
        let [een, twee] = [(); 2].map(|()| bos.versleutel(&PLEK, bytes).unwrap());
        assert_ne!(een, twee);
        assert_eq!(sleutel_van(&een), Ok(1));
        assert!(bytes.len() < 1000 || een.len() < bytes.len() / 100, "eerst geperst: {}", een.len());
        for hoogstens in [0, 1, 17, bytes.len()] {
            let begin = bos.ontsleutel_begin(&PLEK, een.clone(), hoogstens).unwrap();
            assert_eq!(begin, bytes[..hoogstens.min(bytes.len())]);
        }
        assert_eq!(bos.ontsleutel(&PLEK, een).unwrap(), bytes);
    }
}

#[test]
fn een_gewijzigde_byte_op_welke_plaats_ook_wordt_geweigerd() {
    let bos = bos();
    let goed = bos.versleutel(&PLEK, b"Molenaar").unwrap();
    for plaats in 0..goed.len() {
        let mut fout = goed.clone();
        fout[plaats] ^= 1;
        assert!(bos.ontsleutel(&PLEK, fout).is_err(), "byte {plaats}");
        assert!(bos.ontsleutel(&PLEK, goed[..plaats].to_vec()).is_err(), "afgebroken bij {plaats}");
    }
}

#[test]
fn een_waarde_is_alleen_te_lezen_op_de_plek_waarvoor_zij_is_versleuteld() {
    let bos = bos();
    let tekst = bos.versleutel_tekst(&PLEK, "999900006").unwrap();
    assert_eq!(bos.ontsleutel_tekst(&PLEK, &tekst).unwrap(), "999900006");
    for elders in [
        Plek { rij: "2", ..PLEK },
        Plek { kolom: "bsn", ..PLEK },
        Plek { tabel: "client", ..PLEK },
        Plek { tabel: "inhoudb", kolom: "ytes", rij: "1" },
    ] {
        assert_eq!(bos.ontsleutel_tekst(&elders, &tekst), Err(GeheimFout::Beschadigd), "{elders:?}");
    }
}

#[test]
fn een_pseudoniem_is_altijd_hetzelfde_en_zonder_de_sleutel_van_de_database_niet_te_maken() {
    let (bos, ander) = (bos(), self::bos());
    let bsn = Bsn::lees("999900006").unwrap();
    assert_eq!(bos.client(&bsn), bos.client(&bsn));
    assert_eq!(bos.client(&bsn).len(), 22);
    assert_ne!(bos.client(&bsn), ander.client(&bsn));
    assert_ne!(bos.client(&bsn), bos.client(&Bsn::lees("999900018").unwrap()));
    assert_ne!(bos.postcode("1500"), bos.postcode("1500AA"));
}

#[test]
fn een_hoofdsleutel_is_een_regel_met_32_bytes_en_anders_geen() {
    let sleutel = Hoofdsleutel::lees(SLEUTEL).unwrap();
    assert_eq!(*sleutel.in_tekst(), SLEUTEL);
    for fout in
        ["", "geheim", SLEUTEL.trim_start_matches('Y'), &format!("{SLEUTEL}AAAA"), "!".repeat(44).as_str()]
    {
        assert!(matches!(Hoofdsleutel::lees(fout), Err(GeheimFout::GeenSleutel)), "{fout}");
        let melding = Hoofdsleutel::lees(fout).unwrap_err().to_string();
        assert!(fout.is_empty() || !melding.contains(fout), "wat er stond wordt niet herhaald: {melding}");
    }
    let nieuw = Hoofdsleutel::nieuw().unwrap();
    let samen = format!("# uitleg\n{}\n\n# vorige\n{SLEUTEL}\n", nieuw.in_tekst().as_str());
    let samen = Hoofdsleutels::lees(&samen).unwrap();
    assert_eq!(samen.nieuwste().naam(), nieuw.naam());
    assert_eq!(samen.alle().count(), 2);
    assert!(Hoofdsleutels::lees("# niets\n").is_err());
}

#[test]
fn met_een_andere_hoofdsleutel_zegt_de_fout_welke_erbij_hoort() {
    let (goed, fout) = (Hoofdsleutel::nieuw().unwrap(), Hoofdsleutel::nieuw().unwrap());
    let ingepakt = ingepakt(&goed);
    let namen = (goed.naam().to_owned(), fout.naam().to_owned());
    match Sleutelbos::van(&ingepakt, &fout.into()).unwrap_err() {
        GeheimFout::VerkeerdeHoofdsleutel { verwacht, gegeven } => assert_eq!((verwacht, gegeven), namen),
        anders => panic!("{anders}"),
    }
    // A wrapped key that was given another purpose or number does not open.
    for gewijzigd in [
        Ingepakt { soort: Sleutelsoort::Zoek, ..ingepakt[0].clone() },
        Ingepakt { id: 3, ..ingepakt[0].clone() },
    ] {
        let bos = [gewijzigd, ingepakt[1].clone(), ingepakt[0].clone()];
        assert_eq!(Sleutelbos::van(&bos, &goed.clone().into()).unwrap_err(), GeheimFout::Beschadigd);
    }
}

#[test]
fn een_sleutel_wordt_nooit_getoond() {
    let sleutel = Hoofdsleutel::lees(SLEUTEL).unwrap();
    let getoond = format!("{sleutel:?} {:?} {:?}", Hoofdsleutels::from(sleutel.clone()), bos());
    assert!(!getoond.contains(SLEUTEL) && !getoond.contains("toetssleutel"), "{getoond}");
    assert_eq!(sleutel.naam().len(), 12);
}
