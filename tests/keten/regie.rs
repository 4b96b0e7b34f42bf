//! The rules over messages on starts and stops, each at its boundary: pure, without a database.

use crate::proef::Proef;
use crate::verloop::{Keten, Verloop};

const START: &str = "Client/StartProducten/StartProduct";
const STOP: &str = "Client/StopProducten/StopProduct";

/// One message about one allocation of one client, to be changed where a test is about something else.
#[derive(Clone)]
struct Melding(Proef, &'static str);

fn start(begindatum: &str) -> Melding {
    Melding(Proef::ijw(305), START).zet("Begindatum", begindatum)
}

/// A definitive stop of what began on a day.
fn stop(begindatum: &str, einddatum: &str) -> Melding {
    Melding(Proef::ijw(307), STOP).zet("Begindatum", begindatum).zet("Einddatum", einddatum)
}

impl Melding {
    fn zet(self, element: &str, waarde: &str) -> Melding {
        let pad = format!("{}/{element}", self.1);
        Melding(self.0.zet(&pad, waarde), self.1)
    }

    fn tijdelijk(self) -> Melding {
        self.zet("RedenBeeindiging", "20")
    }

    fn terug(self) -> Melding {
        self.zet("StatusAanlevering", "3")
    }

    fn nummer(self, nummer: &str) -> Melding {
        self.zet("ToewijzingNummer", nummer)
    }

    fn product(self, code: &str) -> Melding {
        self.zet("Product/Code", code)
    }

    fn taakgericht(self) -> Melding {
        let nummer = format!("{}/ToewijzingNummer", self.1);
        Melding(self.0.weg(&nummer), self.1)
    }

    /// With another product behind it, as it stands in another message.
    fn en(self, ander: &Melding) -> Melding {
        let Melding(proef, klasse) = self;
        let (eerste, tweede) = (format!("{klasse}[1]"), format!("{klasse}[2]"));
        let mut proef = proef.kopie(&eerste);
        for element in [
            "ToewijzingNummer",
            "Product/Code",
            "Begindatum",
            "RedenBeeindiging",
            "Einddatum",
            "StatusAanlevering",
        ] {
            if let Some(waarde) = ander.0.waarde(&format!("{klasse}/{element}")) {
                proef = proef.zet(&format!("{tweede}/{element}"), &waarde);
            }
        }
        Melding(proef, klasse)
    }
}

/// A chain in which every message has an identification of its own.
struct Loop {
    keten: Keten,
    berichten: u32,
}

impl Loop {
    /// Allocations 10071 and 10072 are there.
    fn nieuw() -> Loop {
        let mut dit = Loop { keten: Keten::leeg("2026-02-03"), berichten: 0 };
        let product = "Client/ToegewezenProducten/ToegewezenProduct";
        let toewijzing = Proef::ijw(301)
            .kopie(product)
            .zet(&format!("{product}[2]/ToewijzingNummer"), "10072")
            .zet(&format!("{product}[2]/Product/Code"), "45A06");
        assert!(dit.stuur_proef(toewijzing).is_goed());
        dit
    }

    fn stuur_proef(&mut self, proef: Proef) -> Verloop {
        self.berichten += 1;
        let identificatie = format!("A{}", self.berichten);
        self.keten.stuur(&proef.zet("Header/BerichtIdentificatie/Identificatie", &identificatie).xml())
    }

    fn na(mut self, melding: Melding) -> Loop {
        let verloop = self.stuur_proef(melding.0);
        assert!(verloop.is_goed(), "{:?}", verloop.beoordeling.bevindingen);
        self
    }

    #[track_caller]
    fn keurt_goed(&mut self, melding: Melding) {
        let verloop = self.stuur_proef(melding.0);
        assert!(verloop.is_goed(), "{:?}", verloop.beoordeling.bevindingen);
    }

    /// Refused on the first product, for exactly these rules; gives the paths below that product.
    #[track_caller]
    fn weigert(&mut self, melding: Melding, regels: &[&str]) -> Vec<String> {
        self.weigert_product(melding, 1, regels)
    }

    #[track_caller]
    fn weigert_product(&mut self, melding: Melding, nummer: u32, regels: &[&str]) -> Vec<String> {
        let klasse = format!("/Bericht/{}[{nummer}]", melding.1);
        let verloop = self.stuur_proef(melding.0);
        let mut gevonden = verloop.regels();
        gevonden.sort_unstable();
        assert_eq!(gevonden, regels);
        assert_eq!(verloop.codes(&klasse).len(), regels.len(), "{:?}", verloop.beoordeling.codes);
        let paden = verloop.beoordeling.bevindingen.iter();
        paden.map(|een| een.pad.strip_prefix(&klasse).unwrap().trim_start_matches('/').to_owned()).collect()
    }
}

const BEGIN: &str = "2026-01-15";
const EIND: &str = "2026-01-20";
const OPNIEUW: &str = "2026-01-26";

#[test]
fn tr063_alleen_een_start_die_er_staat_is_terug_te_nemen() {
    let mut keten = Loop::nieuw().na(start(BEGIN));
    assert_eq!(keten.weigert(start("2026-01-16").terug(), &["TR063"]), ["StatusAanlevering"]);
    keten.weigert(start(BEGIN).product("45A06").terug(), &["TR063"]);
    keten.weigert(start(BEGIN).nummer("10072").terug(), &["TR063"]);
    keten.keurt_goed(start(BEGIN).terug());
    keten.weigert(start(BEGIN).terug(), &["TR063"]);
}

#[test]
fn tr063_de_toewijzing_ingangsdatum_is_geen_sleutel_en_de_rest_van_een_terugname_telt_niet() {
    let mut keten = Loop::nieuw().na(start(BEGIN));
    keten.weigert(start(BEGIN).nummer("99999").terug(), &["TR063"]);
    keten.keurt_goed(start(BEGIN).zet("ToewijzingIngangsdatum", "2025-12-31").terug());
}

#[test]
fn tr063_bij_een_stop_horen_reden_en_einddatum_bij_de_sleutel() {
    let mut keten = Loop::nieuw().na(start(BEGIN)).na(stop(BEGIN, EIND));
    keten.weigert(stop(BEGIN, EIND).zet("RedenBeeindiging", "33").terug(), &["TR063"]);
    keten.weigert(stop(BEGIN, "2026-01-21").terug(), &["TR063"]);
    keten.keurt_goed(stop(BEGIN, EIND).terug());
    keten.weigert(stop(BEGIN, EIND).terug(), &["TR063"]);
}

#[test]
fn tr063_een_afgekeurde_start_telt_als_niet_verzonden() {
    let mut keten = Loop::nieuw();
    keten.weigert_product(start(BEGIN).en(&start(BEGIN).nummer("99999")), 2, &["TR019"]);
    keten.weigert(start(BEGIN).terug(), &["TR063"]);
    keten.keurt_goed(start(BEGIN));
}

#[test]
fn tr063_een_melding_van_een_andere_client_is_niet_terug_te_nemen() {
    let mut keten = Loop::nieuw().na(start(BEGIN));
    let van_wim = start(BEGIN).terug();
    keten.weigert(Melding(van_wim.0.zet("Client/Bsn", "999900018"), START), &["TR063"]);
}

#[test]
fn tr071_een_start_met_een_stop_erachter_blijft_staan() {
    for einde in [stop(BEGIN, EIND), stop(BEGIN, EIND).tijdelijk()] {
        let mut keten = Loop::nieuw().na(start(BEGIN)).na(einde.clone());
        assert_eq!(keten.weigert(start(BEGIN).terug(), &["TR071"]), ["StatusAanlevering"]);
        keten.keurt_goed(einde.terug());
        keten.keurt_goed(start(BEGIN).terug());
    }
}

#[test]
fn tr071_een_nieuwe_start_na_een_stop_is_terug_te_nemen() {
    let mut keten = Loop::nieuw().na(start(BEGIN)).na(stop(BEGIN, EIND)).na(start(OPNIEUW));
    keten.weigert(start(BEGIN).terug(), &["TR071"]);
    keten.keurt_goed(start(OPNIEUW).terug());
}

#[test]
fn tr074_een_start_die_er_al_staat_wordt_geweigerd_ook_als_de_zorg_is_gestopt() {
    let mut keten = Loop::nieuw().na(start(BEGIN));
    keten.weigert(start(BEGIN), &["TR074", "TR326"]);
    keten.keurt_goed(stop(BEGIN, EIND));
    assert_eq!(keten.weigert(start(BEGIN), &["TR074"]), [""]);
}

#[test]
fn tr074_een_stop_die_er_al_staat_wordt_geweigerd() {
    let mut keten = Loop::nieuw().na(start(BEGIN)).na(stop(BEGIN, EIND).tijdelijk());
    keten.weigert(stop(BEGIN, EIND).tijdelijk(), &["TR074", "TR413"]);
    keten.keurt_goed(stop(BEGIN, EIND));
    keten.weigert(stop(BEGIN, EIND), &["TR074", "TR415"]);
}

#[test]
fn tr074_wat_is_teruggenomen_mag_opnieuw_worden_gemeld() {
    let keten = Loop::nieuw().na(start(BEGIN)).na(start(BEGIN).terug()).na(start(BEGIN));
    let keten = keten.na(stop(BEGIN, EIND)).na(stop(BEGIN, EIND).terug());
    keten.na(stop(BEGIN, EIND));
}

#[test]
fn tr326_zolang_de_zorg_loopt_kan_er_geen_start_bij() {
    let mut keten = Loop::nieuw().na(start(BEGIN));
    assert_eq!(keten.weigert(start(OPNIEUW), &["TR326"]), ["Begindatum"]);
    keten.weigert(start(BEGIN).product("45A06"), &["TR326"]);
    keten.keurt_goed(start(BEGIN).nummer("10072").product("45A06"));
}

#[test]
fn tr326_na_een_tijdelijke_en_na_een_definitieve_stop_mag_weer_een_start() {
    for einde in [stop(BEGIN, EIND), stop(BEGIN, EIND).tijdelijk()] {
        let mut keten = Loop::nieuw().na(start(BEGIN)).na(einde).na(start(OPNIEUW));
        keten.weigert(start("2026-01-27"), &["TR326"]);
    }
}

#[test]
fn tr326_een_teruggenomen_stop_laat_de_zorg_weer_lopen() {
    let mut keten = Loop::nieuw().na(start(BEGIN)).na(stop(BEGIN, EIND)).na(stop(BEGIN, EIND).terug());
    keten.weigert(start(OPNIEUW), &["TR326"]);
}

#[test]
fn tr326_bij_taakgericht_werken_gaat_het_per_product() {
    let mut keten = Loop::nieuw().na(start(BEGIN).taakgericht());
    keten.weigert(start(OPNIEUW).taakgericht(), &["TR326"]);
    keten.keurt_goed(start(OPNIEUW).taakgericht().product("45A06"));
    // With a number it is other care.
    keten.keurt_goed(start(OPNIEUW));
}

#[test]
fn tr326_twee_starts_van_dezelfde_zorg_in_een_bericht_kunnen_niet() {
    Loop::nieuw().weigert_product(start(BEGIN).en(&start(OPNIEUW)), 2, &["TR326"]);
}

#[test]
fn tr326_een_start_verbeteren_mag_in_een_bericht_in_elke_volgorde() {
    Loop::nieuw().na(start(BEGIN)).na(start(BEGIN).terug().en(&start("2026-01-16")));
    Loop::nieuw().na(start(BEGIN)).na(start("2026-01-16").en(&start(BEGIN).terug()));
}

#[test]
fn tr382_een_stop_zonder_start_wordt_geweigerd() {
    let mut keten = Loop::nieuw();
    assert_eq!(keten.weigert(stop(BEGIN, EIND), &["TR382"]), ["ToewijzingNummer"]);
    assert_eq!(keten.weigert(stop(BEGIN, EIND).taakgericht(), &["TR382"]), ["Product"]);
    // That what does not exist has no start either is no news.
    keten.weigert(stop(BEGIN, EIND).nummer("99999"), &["TR019"]);
}

#[test]
fn tr382_een_stop_neemt_elk_deel_van_de_sleutel_over() {
    let mut keten = Loop::nieuw().na(start(BEGIN));
    assert_eq!(keten.weigert(stop("2026-01-16", EIND), &["TR382"]), ["Begindatum"]);
    assert_eq!(keten.weigert(stop(BEGIN, EIND).product("45A06"), &["TR382"]), ["Product"]);
    assert_eq!(keten.weigert(stop(BEGIN, EIND).nummer("10072"), &["TR382"]), ["ToewijzingNummer"]);
    assert_eq!(keten.weigert(stop(BEGIN, EIND).taakgericht(), &["TR382"]), ["Product"]);
    keten.keurt_goed(stop(BEGIN, EIND));
}

#[test]
fn tr382_een_teruggenomen_start_telt_niet() {
    let mut keten = Loop::nieuw().na(start(BEGIN)).na(start(BEGIN).terug());
    keten.weigert(stop(BEGIN, EIND), &["TR382"]);
}

#[test]
fn tr382_een_stop_hoort_bij_de_laatste_start() {
    let mut keten = Loop::nieuw().na(start(BEGIN)).na(stop(BEGIN, EIND).tijdelijk()).na(start(OPNIEUW));
    keten.weigert(stop(BEGIN, "2026-01-31"), &["TR382"]);
    keten.keurt_goed(stop(OPNIEUW, "2026-01-31"));
}

#[test]
fn tr382_een_eerdere_stop_is_te_verbeteren_als_de_zorg_alweer_loopt() {
    let oud = stop(BEGIN, EIND).tijdelijk();
    let keten = Loop::nieuw().na(start(BEGIN)).na(oud.clone()).na(start(OPNIEUW));
    let beter = oud.clone().terug().en(&oud.zet("Einddatum", "2026-01-19"));
    keten.na(beter).na(stop(OPNIEUW, "2026-01-31"));
}

#[test]
fn tr382_na_een_teruggenomen_herstart_is_de_vorige_start_weer_de_laatste() {
    let keten = Loop::nieuw().na(start(BEGIN)).na(stop(BEGIN, EIND).tijdelijk());
    keten.na(start(OPNIEUW)).na(start(OPNIEUW).terug()).na(stop(BEGIN, EIND));
}

#[test]
fn tr413_na_een_tijdelijke_stop_komt_geen_tweede_maar_wel_na_een_nieuwe_start() {
    let mut keten = Loop::nieuw().na(start(BEGIN)).na(stop(BEGIN, EIND).tijdelijk());
    assert_eq!(keten.weigert(stop(BEGIN, "2026-01-21").tijdelijk(), &["TR413"]), ["RedenBeeindiging"]);
    keten.keurt_goed(start(OPNIEUW));
    keten.keurt_goed(stop(OPNIEUW, "2026-01-31").tijdelijk());
}

#[test]
fn tr413_een_teruggenomen_tijdelijke_stop_telt_niet() {
    let keten = Loop::nieuw().na(start(BEGIN)).na(stop(BEGIN, EIND).tijdelijk());
    keten.na(stop(BEGIN, EIND).tijdelijk().terug()).na(stop(BEGIN, "2026-01-19").tijdelijk());
}

#[test]
fn tr414_een_definitieve_stop_is_op_of_na_de_dag_van_de_tijdelijke() {
    let mut keten = Loop::nieuw().na(start(BEGIN)).na(stop(BEGIN, EIND).tijdelijk());
    assert_eq!(keten.weigert(stop(BEGIN, "2026-01-19"), &["TR414"]), ["Einddatum"]);
    keten.keurt_goed(stop(BEGIN, EIND));
}

#[test]
fn tr414_een_nieuwe_start_begint_met_een_schone_lei() {
    // Reported later, but about days before the stop.
    let keten = Loop::nieuw().na(start(OPNIEUW)).na(stop(OPNIEUW, "2026-01-31"));
    keten.na(start(BEGIN)).na(stop(BEGIN, EIND));
}

#[test]
fn tr415_na_een_definitieve_stop_komt_geen_stop_meer() {
    let mut keten = Loop::nieuw().na(start(BEGIN)).na(stop(BEGIN, EIND));
    assert_eq!(keten.weigert(stop(BEGIN, "2026-01-31"), &["TR415"]), [""]);
    keten.weigert(stop(BEGIN, "2026-01-31").tijdelijk(), &["TR415"]);
    keten.weigert(stop(BEGIN, "2026-01-19"), &["TR414", "TR415"]);
    keten.keurt_goed(stop(BEGIN, EIND).terug().en(&stop(BEGIN, "2026-01-19")));
}

#[test]
fn tr415_tijdelijk_en_definitief_mogen_in_een_bericht_in_die_volgorde() {
    let tijdelijk = stop(BEGIN, EIND).tijdelijk();
    Loop::nieuw().na(start(BEGIN)).na(tijdelijk.clone().en(&stop(BEGIN, EIND)));
    Loop::nieuw().na(start(BEGIN)).weigert_product(stop(BEGIN, EIND).en(&tijdelijk), 2, &["TR415"]);
}

#[test]
fn tr413_en_tr415_zien_bij_taakgericht_werken_het_product() {
    let ander = |melding: Melding| melding.taakgericht().product("45A06");
    let keten = Loop::nieuw().na(start(BEGIN).taakgericht()).na(ander(start(BEGIN)));
    let keten = keten.na(stop(BEGIN, EIND).taakgericht()).na(ander(stop(BEGIN, EIND).tijdelijk()));
    keten.na(ander(stop(BEGIN, EIND)));
}

#[test]
fn voor_iwmo_gelden_dezelfde_regels() {
    let mut keten = Loop { keten: Keten::leeg("2026-02-03"), berichten: 0 };
    assert!(keten.stuur_proef(Proef::iwmo(301)).is_goed());
    let start = Melding(Proef::iwmo(305), START);
    let stop = Melding(Proef::iwmo(307), STOP);
    keten.weigert(stop.clone(), &["TR382"]);
    keten.weigert(start.clone().terug(), &["TR063"]);
    keten.keurt_goed(start.clone());
    keten.weigert(start.clone(), &["TR074", "TR326"]);
    keten.keurt_goed(stop.clone().tijdelijk());
    keten.weigert(start.terug(), &["TR071"]);
    keten.weigert(stop.clone().tijdelijk(), &["TR074", "TR413"]);
    keten.weigert(stop.clone().zet("Einddatum", "2026-01-30"), &["TR414"]);
    keten.keurt_goed(stop.clone());
    keten.weigert(stop, &["TR074", "TR415"]);
}
