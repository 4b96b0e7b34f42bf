//! Every overview as a party gets it over HTTP, as CSV, held against the ledger.

use std::collections::BTreeMap;

use berichtenpoort::http::router;
use berichtenpoort::partij::Toegangssleutel;
use berichtenpoort::poort::Poort;
use serde_json::Value;

use super::cijfers::{Overzicht, Rij};

/// The API of a gate, for parties with a key.
pub struct Api {
    basis: String,
    client: reqwest::Client,
}

impl Api {
    pub async fn start(poort: &Poort) -> Api {
        let luisteraar = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let basis = format!("http://{}/api/v1", luisteraar.local_addr().unwrap());
        tokio::spawn(axum::serve(luisteraar, router(poort.clone())).into_future());
        Api { basis, client: reqwest::Client::new() }
    }

    /// A new key for the party with this code.
    pub async fn sleutel(&self, poort: &Poort, code: &str) -> String {
        let partij = poort.store.partij_met_code(code).await.unwrap().unwrap();
        let sleutel = Toegangssleutel::nieuw();
        poort.store.geef_sleutel(partij.id, &sleutel.hash(), "proef", poort.klok.nu()).await.unwrap();
        sleutel.as_str().to_owned()
    }

    /// An overview as CSV, with what its rows add up to.
    async fn csv(&self, sleutel: &str, naam: &str) -> (Vec<BTreeMap<String, String>>, Value) {
        let pad = if naam == "prestaties" { naam.to_owned() } else { format!("overzichten/{naam}") };
        let vraag = self.client.get(format!("{}/{pad}?formaat=csv", self.basis)).bearer_auth(sleutel);
        let antwoord = vraag.send().await.unwrap();
        let status = antwoord.status();
        let totaal =
            antwoord.headers().get("controletotaal").map(|totaal| totaal.to_str().unwrap().to_owned());
        let tekst = antwoord.text().await.unwrap();
        assert!(status.is_success(), "{naam}: {status} {tekst}");
        let tekst = tekst.trim_start_matches('\u{FEFF}');
        let mut lezer = csv::ReaderBuilder::new().delimiter(b';').from_reader(tekst.as_bytes());
        let rijen = lezer.deserialize().map(|rij| rij.unwrap()).collect();
        (rijen, serde_json::from_str(&totaal.expect("a control total")).unwrap())
    }

    /// Holds what a party gets against the ledger. Gives how many rows there were.
    pub async fn assert_sluit(
        &self,
        sleutel: &str,
        overzicht: &Overzicht,
        is_van: impl Fn(&Rij) -> bool,
    ) -> usize {
        let (rijen, totaal) = self.csv(sleutel, overzicht.naam).await;
        let waarde = |rij: &BTreeMap<String, String>, kolom: &str| centen(&rij[kolom]);
        let als_tekst = |rij: &BTreeMap<String, String>| {
            let velden: Vec<String> = overzicht.kolommen.iter().map(|kolom| waarde(rij, kolom)).collect();
            velden.join("|")
        };
        let mut bij_poort: Vec<String> = rijen.iter().map(als_tekst).collect();
        let van_partij = overzicht.rijen.iter().filter(|rij| is_van(rij));
        let mut bij_boek: Vec<String> = van_partij.map(|rij| rij.velden.join("|")).collect();
        bij_poort.sort();
        bij_boek.sort();
        let alleen = |een: &[String], ander: &[String]| -> Vec<String> {
            een.iter().filter(|rij| ander.binary_search(rij).is_err()).take(3).cloned().collect()
        };
        assert!(
            bij_poort == bij_boek,
            "{}: {} rows at the gate and {} in the ledger ({:?}); only at the gate {:#?}, only in the ledger {:#?}",
            overzicht.naam,
            bij_poort.len(),
            bij_boek.len(),
            overzicht.kolommen,
            alleen(&bij_poort, &bij_boek),
            alleen(&bij_boek, &bij_poort)
        );
        for (naam, som) in totaal.as_object().unwrap() {
            let geteld: i64 = match naam.as_str() {
                "rijen" => i64::try_from(rijen.len()).unwrap(),
                kolom => rijen.iter().map(|rij| waarde(rij, kolom).parse::<i64>().unwrap_or_default()).sum(),
            };
            assert_eq!(som.as_i64(), Some(geteld), "{}: control total {naam}", overzicht.naam);
        }
        rijen.len()
    }
}

/// An amount in euros as eurocents; anything else as it is.
fn centen(tekst: &str) -> String {
    match tekst.split_once(',') {
        Some((euros, centen)) if centen.len() == 2 => format!("{euros}{centen}")
            .parse::<i64>()
            .map_or_else(|_| tekst.to_owned(), |getal| getal.to_string()),
        _ => tekst.to_owned(),
    }
}
