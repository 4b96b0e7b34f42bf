//! Every call of the API, taken from the table that the router goes by, made by everybody: who gets in, and what a neighbour sees.

use std::collections::BTreeMap;

use berichtenpoort::begrippen::{Soort, Stuk, Wens};
use berichtenpoort::bericht::{Gemeentecode, Standaard};
use berichtenpoort::http::{INGANGEN, Ingang, Nodig};
use berichtenpoort::partij::{Beantwoording, Medewerker, Partij, PartijSoort, Toegangssleutel};
use berichtenpoort::poort::Door;
use berichtenpoort::store::{NieuweSleutel, Store};
use berichtenpoort::toegang::{Houder, Rol};
use berichtenpoort::web;
use chrono::TimeDelta;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, GEMEENTE, IJW};
use crate::declareren::{Regel, Toewijzing, declaratie};
use crate::gemeenschap::op_elke_database;
use crate::zorg::vot;

const ANDERE_GEMEENTE: &str = "0439";
const ANDERE_AANBIEDER: &str = "42420001";
pub const WIJKTEAM: &str = "zaandam-zuid";
const CONCEPT: &str = "proefconcept";

/// A gate in which there is something behind every call.
pub struct Wereld {
    pub poort: Proefpoort,
    /// The ids that paths are filled with, by their first part.
    ids: BTreeMap<&'static str, String>,
    wijkteam: Partij,
}

impl Wereld {
    pub async fn op(store: Store) -> Wereld {
        let poort = Proefpoort::op(store).await;
        let zaanstad = poort.partijen[GEMEENTE].clone();
        let beoordeelt = zaanstad.met_beantwoording(Beantwoording::Beoordelen).unwrap();
        poort.poort.store.stel_beantwoording_in(&beoordeelt).await.unwrap();
        let gemeente = Some(Gemeentecode::lees(GEMEENTE).unwrap());
        let wijkteam = Partij::nieuw(PartijSoort::Wijkteam, WIJKTEAM, "Zaandam Zuid", gemeente).unwrap();
        let wijkteam = poort.poort.store.leg_partij_vast(&wijkteam).await.unwrap();

        let toewijzing = Toewijzing::nieuw(&IJW, "2025-10-01", Some("2026-12-31")).omvang(10, "04", "4");
        poort.stuur_en_verwerk(GEMEENTE, &toewijzing.xml(&IJW, "T1")).await;
        poort.stuur_en_verwerk(AANBIEDER, &vot(Standaard::Ijw, "A1", &["VOT-1"]).xml()).await;
        let regel = Regel::nieuw(&IJW, "R1", ("2025-10-01", "2025-10-31"), 6, "04");
        let ingediend = poort.stuur_en_verwerk(AANBIEDER, &declaratie(&IJW, "D1", &[regel])).await;
        let postbus = poort.json(GEMEENTE, "/postbus").await;
        let verzoeken = poort.json(GEMEENTE, "/verzoeken").await;
        poort.poort.registers.breng_landelijk_in().await.unwrap();
        let concept = json!({ "id": CONCEPT, "voorkeursterm": CONCEPT, "definitie": "Een proef.", "eigenaar": GEMEENTE,
            "status": "inBewerking" });
        let wens = Wens::Leg(Stuk::lees(Soort::Begrip, concept).unwrap());
        poort.poort.registers.wijzig_stuk(&wens, None, Door { wie: "proef", wat: "proef" }).await.unwrap();
        let id = |json: &Value| json["id"].as_str().unwrap().to_owned();
        let ids = BTreeMap::from([
            ("berichten", id(&ingediend)),
            ("declaraties", id(&ingediend)),
            // Of a key: there is none with this id.
            ("partijen", uuid::Uuid::now_v7().to_string()),
            ("postbus", id(&postbus["leveringen"][0])),
            ("verzoeken", id(&verzoeken["verzoeken"][0])),
        ]);
        Wereld { poort, ids, wijkteam }
    }

    /// A new key of a person in a role: at the partij of that role, or at the gate itself.
    pub async fn sleutel_in_rol(&self, rol: Rol) -> String {
        let partij = rol.bij().map(|soort| match soort {
            PartijSoort::Gemeente => self.poort.partijen[GEMEENTE].clone(),
            PartijSoort::Aanbieder => self.poort.partijen[AANBIEDER].clone(),
            _ => self.wijkteam.clone(),
        });
        let medewerker = Medewerker::nieuw("Imane Haddou").unwrap();
        self.sleutel(&Houder::nieuw(partij, Some(medewerker), Some(rol), None).unwrap(), None).await
    }

    pub async fn sleutel(&self, houder: &Houder, geldig: Option<TimeDelta>) -> String {
        let sleutel = Toegangssleutel::nieuw();
        let nu = self.poort.klok.nu();
        let verloopt_op = geldig.map(|geldig| nu + geldig);
        let hash = sleutel.hash();
        let nieuw = NieuweSleutel { hash: &hash, houder, omschrijving: "proef", verloopt_op };
        self.poort.poort.store.geef_toegang(&nieuw, nu).await.unwrap();
        sleutel.as_str().to_owned()
    }

    /// A call, with something in its path that is there, and a body that can be.
    async fn roep(&self, ingang: &Ingang, sleutel: Option<&str>) -> Response {
        self.roep_met(ingang, sleutel, &[]).await
    }

    /// The same with the key of a party of the gate itself.
    pub async fn roep_als(&self, ingang: &Ingang, code: &str) -> Response {
        let sleutel = self.sleutel(&Houder::systeem(self.poort.partijen[code].clone()), None).await;
        self.roep(ingang, Some(&sleutel)).await
    }

    /// The same with more headers.
    pub async fn roep_met(
        &self,
        ingang: &Ingang,
        sleutel: Option<&str>,
        headers: &[(&str, &str)],
    ) -> Response {
        let deel = ingang.pad.split('/').nth(3).unwrap_or_default();
        let id = self.ids.get(deel).map_or("", String::as_str);
        let pad = ingang.pad.replace("{id}", id).replace("{regel}", "1");
        let code = match deel {
            "wijkteams" => WIJKTEAM,
            "partijen" => GEMEENTE,
            "codelijsten" => "02",
            _ => "TR019",
        };
        let begrip = if deel == "begripconcepten" { CONCEPT } else { "toewijzing" };
        let pad = pad.replace("{lijst}", "JZ002").replace("{begrip}", begrip);
        let pad = pad.replace("{naam}", "maandcijfers").replace("{code}", code);
        let verzoek = self.poort.zonder_sleutel(ingang.methode.clone(), &pad);
        let verzoek = match sleutel {
            Some(sleutel) => verzoek.bearer_auth(sleutel),
            None => verzoek,
        };
        let verzoek = headers.iter().fold(verzoek, |verzoek, (naam, waarde)| verzoek.header(*naam, *waarde));
        let verzoek = match lichaam(ingang) {
            Some(lichaam) => verzoek.header("content-type", "application/json").body(lichaam),
            None => verzoek,
        };
        verzoek.send().await.unwrap()
    }
}

fn lichaam(ingang: &Ingang) -> Option<&'static str> {
    if ingang.methode == Method::GET || ingang.pad == "/api/v1/berichten" {
        return None;
    }
    Some(match ingang.pad.rsplit('/').next().unwrap() {
        "_houdaan" => r#"{"reden": "proef"}"#,
        "_wijsaf" => r#"{"regels": [1], "retourcode": "9321", "toelichting": "proef"}"#,
        "_herstel" => r#"{"regels": [1]}"#,
        "_keurgoed" => r#"{"versie": 1}"#,
        _ => "{}",
    })
}

pub fn naam(ingang: &Ingang) -> String {
    format!("{} {}", ingang.methode, ingang.pad)
}

/// Every call of the API and every page.
fn alle() -> impl Iterator<Item = &'static Ingang> {
    INGANGEN.iter().chain(web::INGANGEN)
}

/// The calls that take a caller.
pub fn besloten() -> impl Iterator<Item = &'static Ingang> {
    alle().filter(|ingang| ingang.nodig != Nodig::Niets)
}

#[tokio::test]
async fn elke_aanroep_uit_de_tabel_bestaat_en_wat_open_is_vraagt_geen_sleutel() {
    op_elke_database(|store| async move {
        let wereld = Wereld::op(store).await;
        for ingang in alle() {
            let antwoord = wereld.roep(ingang, None).await;
            match ingang.nodig {
                Nodig::Niets if ingang.methode == Method::GET => {
                    assert_eq!(antwoord.status(), 200, "{}", naam(ingang));
                }
                Nodig::Niets => assert_eq!(antwoord.status(), 400, "{} is een formulier", naam(ingang)),
                Nodig::Recht(_) => {
                    assert!(antwoord.headers()["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
                    probleem(antwoord, 401, "geen-toegang").await;
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn met_een_sleutel_die_verlopen_ingetrokken_of_verzonnen_is_komt_niemand_binnen() {
    op_elke_database(|store| async move {
        let wereld = Wereld::op(store).await;
        let houder = Houder::systeem(wereld.poort.partijen[GEMEENTE].clone());
        let verlopen = wereld.sleutel(&houder, Some(TimeDelta::zero())).await;
        let ingetrokken = wereld.sleutel(&houder, None).await;
        let bewaard = wereld.poort.poort.store.sleutels(None).await.unwrap();
        let laatste = bewaard.iter().max_by_key(|sleutel| sleutel.id).unwrap();
        let nu = wereld.poort.klok.nu();
        wereld.poort.poort.store.trek_sleutel_in(laatste.id, nu).await.unwrap().unwrap();
        for ingang in besloten() {
            for (sleutel, woord) in [
                (verlopen.as_str(), "verlopen"),
                (&ingetrokken, "ingetrokken"),
                ("bp_verzonnen", "niet bekend"),
            ] {
                let json = probleem(wereld.roep(ingang, Some(sleutel)).await, 401, "geen-toegang").await;
                assert!(json["detail"].as_str().unwrap().contains(woord), "{} {json}", naam(ingang));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn elke_rol_komt_waar_hij_mag_en_hoort_waar_hij_niet_mag_wie_het_wel_kan() {
    op_elke_database(|store| async move {
        let wereld = Wereld::op(store).await;
        for rol in Rol::ALLE {
            let sleutel = wereld.sleutel_in_rol(rol).await;
            for ingang in besloten() {
                let Nodig::Recht(recht) = ingang.nodig else { continue };
                let antwoord = wereld.roep(ingang, Some(&sleutel)).await;
                let wat = format!("{rol:?} {}", naam(ingang));
                if !rol.rechten().heeft(recht) {
                    let json = probleem(antwoord, 403, "geen-recht").await;
                    let detail = json["detail"].as_str().unwrap();
                    assert!(detail.contains(&format!("rol {}", rol.sleutel())), "{wat} {detail}");
                    assert!(detail.contains("backoffice"), "{wat} {detail}");
                    continue;
                }
                let status = antwoord.status();
                assert!(status != 401 && !status.is_server_error(), "{wat} {status}");
                let tekst = antwoord.text().await.unwrap();
                assert!(!tekst.contains("probleem:geen-recht"), "{wat} {tekst}");
                // What the partij of the role has, it sees; of the answers to the 315 only its gemeente knows.
                if ingang.methode == Method::GET && rol != Rol::Wijkteam {
                    let van_wie = rol == Rol::Aanbieder
                        && ["postbus", "besluiten", "prestaties", "regel", "partijen"]
                            .iter()
                            .any(|deel| ingang.pad.contains(deel));
                    assert!(van_wie || status == 200, "{wat} {status} {tekst}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn voor_een_buur_lijkt_wat_er_is_op_wat_er_niet_is_en_verandert_er_niets() {
    op_elke_database(|store| async move {
        let wereld = Wereld::op(store).await;
        let poort = &wereld.poort;
        let eigen = async || {
            let mut beeld = Vec::new();
            for pad in ["berichten", "declaraties", "verzoeken", "postbus", "termijnen"] {
                beeld.push(poort.json(GEMEENTE, &format!("/{pad}")).await);
            }
            let besluiten = format!("/declaraties/{}/besluiten", wereld.ids["declaraties"]);
            beeld.push(poort.json(GEMEENTE, &besluiten).await);
            beeld
        };
        let vooraf = eigen().await;
        for code in [ANDERE_GEMEENTE, ANDERE_AANBIEDER, WIJKTEAM] {
            let partij = match poort.partijen.get(code) {
                Some(partij) => partij.clone(),
                None => wereld.wijkteam.clone(),
            };
            let medewerker = Some(Medewerker::nieuw("Ruben Kok").unwrap());
            let buur = Houder::nieuw(Some(partij), medewerker, None, None).unwrap();
            let buur = wereld.sleutel(&buur, None).await;
            for ingang in besloten() {
                let antwoord = wereld.roep(ingang, Some(&buur)).await;
                let (status, tekst) = (antwoord.status().as_u16(), antwoord.text().await.unwrap());
                let wat = format!("{code} {} {status} {tekst}", naam(ingang));
                if ingang.pad.contains("{id}") {
                    // 403 only where a partij of this kind never does such a thing, whatever the id.
                    assert!(status == 404 || status == 403 && tekst.contains("niet-toegestaan"), "{wat}");
                }
                assert!(status != 401 && status < 500, "{wat}");
                for id in wereld.ids.values() {
                    assert!(!tekst.contains(id.as_str()), "{wat}");
                }
            }
        }
        assert_eq!(eigen().await, vooraf, "wat van een ander is, is niet veranderd");
    })
    .await;
}

#[tokio::test]
async fn een_id_dat_niet_bestaat_en_een_id_van_een_ander_geven_precies_hetzelfde_antwoord() {
    op_elke_database(|store| async move {
        let mut wereld = Wereld::op(store).await;
        let medewerker = Some(Medewerker::nieuw("Ruben Kok").unwrap());
        let partij = wereld.poort.partijen[ANDERE_GEMEENTE].clone();
        let buur = Houder::nieuw(Some(partij), medewerker, None, None).unwrap();
        let buur = wereld.sleutel(&buur, None).await;
        let met_id: Vec<_> = besloten().filter(|ingang| ingang.pad.contains("{id}")).collect();
        let mut gezien = Vec::new();
        for ingang in &met_id {
            let antwoord = wereld.roep(ingang, Some(&buur)).await;
            gezien.push((antwoord.status(), antwoord.text().await.unwrap()));
        }
        for id in wereld.ids.values_mut() {
            *id = uuid::Uuid::now_v7().to_string();
        }
        for (ingang, van_ander) in met_id.into_iter().zip(gezien) {
            let antwoord = wereld.roep(ingang, Some(&buur)).await;
            assert_eq!((antwoord.status(), antwoord.text().await.unwrap()), van_ander, "{}", naam(ingang));
        }
    })
    .await;
}

#[tokio::test]
async fn mensen_van_de_poort_zien_hoe_het_elk_bericht_vergaat_maar_niet_wat_erin_staat() {
    op_elke_database(|store| async move {
        let wereld = Wereld::op(store).await;
        let van_partijen =
            wereld.poort.json(GEMEENTE, "/berichten").await["berichten"].as_array().unwrap().len();
        for rol in [Rol::Operator, Rol::Auditor] {
            let sleutel = wereld.sleutel_in_rol(rol).await;
            let pad = format!("/berichten/{}", wereld.ids["berichten"]);
            let lees =
                async |pad: &str| wereld.poort.met_sleutel(&sleutel, Method::GET, pad).send().await.unwrap();
            assert_eq!(lees(&pad).await.status(), 200);
            assert_eq!(lees(&format!("{pad}/bevindingen")).await.status(), 200);
            probleem(lees(&format!("{pad}/inhoud")).await, 403, "geen-recht").await;
            let alle: Value = lees("/berichten").await.json().await.unwrap();
            assert!(alle["berichten"].as_array().unwrap().len() >= van_partijen);
            let termijnen: Value = lees("/termijnen?limiet=100").await.json().await.unwrap();
            let termijnen = termijnen["termijnen"].as_array().unwrap();
            let over_wie = ["toewijzingNummer", "referentieAanbieder"];
            assert!(!termijnen.is_empty());
            assert!(termijnen.iter().all(|een| over_wie.iter().all(|naam| een.get(naam).is_none())));
        }
    })
    .await;
}

#[test]
fn de_uitleg_voor_beheerders_zegt_van_elke_aanroep_wat_zij_vraagt() {
    let mut tabel = "| Aanroep | Recht | Rollen |\n| --- | --- | --- |\n".to_owned();
    for ingang in alle() {
        let (recht, rollen) = match ingang.nodig {
            Nodig::Niets => ("geen".to_owned(), "iedereen, zonder sleutel".to_owned()),
            Nodig::Recht(recht) => {
                let rollen = Rol::ALLE.into_iter().filter(|rol| rol.rechten().heeft(recht)).map(Rol::sleutel);
                (format!("`{}`", recht.sleutel()), rollen.collect::<Vec<_>>().join(", "))
            }
        };
        tabel.push_str(&format!("| `{}` | {recht} | {rollen} |\n", naam(ingang)));
    }
    let uitleg = include_str!("../../docs/toegang.md");
    let staat =
        uitleg.split_once("<!-- tabel -->\n").unwrap().1.split_once("<!-- einde tabel -->").unwrap().0;
    assert_eq!(staat, tabel, "zet deze tabel in docs/toegang.md:\n{tabel}");
}
