//! A gemeente that decides about Declaraties, with three people at its desks, and an aanbieder that claims.

use berichtenpoort::bericht::Eurocent;
use berichtenpoort::partij::Beantwoording;
use berichtenpoort::store::Store;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::api::Proefpoort;
use crate::berichten::{AANBIEDER, GEMEENTE, IJW};
use crate::declareren::{Regel, Toewijzing};

pub const JANUARI: (&str, &str) = ("2025-01-01", "2025-01-31");
pub const FEBRUARI: (&str, &str) = ("2025-02-01", "2025-02-28");
pub const MAART: (&str, &str) = ("2025-03-01", "2025-03-31");
pub const APRIL: (&str, &str) = ("2025-04-01", "2025-04-30");

/// Hours of 60 euro.
pub fn uren(referentie: &str, periode: (&str, &str), uren: u32) -> Regel {
    Regel::nieuw(&IJW, referentie, periode, uren, "04")
}

pub struct Kantoor {
    pub poort: Proefpoort,
    pub saskia: String,
    pub ruben: String,
    pub imane: String,
}

impl Kantoor {
    /// With ten hours for Fenna over the whole of 2025.
    pub async fn op(store: Store) -> Kantoor {
        let poort = Proefpoort::op(store).await;
        let kantoor = Kantoor {
            saskia: poort.sleutel_van(GEMEENTE, "Saskia de Boer").await,
            ruben: poort.sleutel_van(GEMEENTE, "Ruben Kok").await,
            imane: poort.sleutel_van(GEMEENTE, "Imane Haddou").await,
            poort,
        };
        kantoor.stel_in(Beantwoording::Beoordelen, None).await;
        let toewijzing = Toewijzing::nieuw(&IJW, "2025-01-01", Some("2025-12-31")).omvang(10, "04", "6");
        let beeld = kantoor.poort.stuur_en_verwerk(GEMEENTE, &toewijzing.xml(&IJW, "T1")).await;
        assert_eq!(beeld["uitkomst"], "goedgekeurd", "{beeld}");
        kantoor
    }

    pub async fn stel_in(&self, wijze: Beantwoording, vier_ogen_vanaf: Option<i64>) {
        let mut partij = self.poort.partijen[GEMEENTE].clone().met_beantwoording(wijze).unwrap();
        if wijze == Beantwoording::Beoordelen {
            partij = partij.met_vier_ogen(vier_ogen_vanaf.map(Eurocent)).unwrap();
        }
        self.poort.poort.store.stel_beantwoording_in(&partij).await.unwrap();
    }

    /// Sends a 323 and has it processed; gives its id.
    pub async fn dien_in(&self, xml: &str) -> String {
        let beeld = self.poort.stuur_en_verwerk(AANBIEDER, xml).await;
        beeld["id"].as_str().unwrap().to_owned()
    }

    pub async fn toon(&self, id: &str) -> Value {
        self.poort.json(GEMEENTE, &format!("/declaraties/{id}")).await
    }

    pub async fn status(&self, id: &str) -> String {
        self.toon(id).await["status"].as_str().unwrap().to_owned()
    }

    /// Each line as `regel uitslag codes`.
    pub async fn regels(&self, id: &str) -> Vec<String> {
        let prestaties = self.poort.json(GEMEENTE, &format!("/declaraties/{id}/prestaties")).await;
        prestaties["prestaties"].as_array().unwrap().iter().map(in_woorden).collect()
    }

    /// What was decided, each as `soort versie wie`.
    pub async fn log(&self, id: &str) -> Vec<String> {
        let besluiten = self.poort.json(GEMEENTE, &format!("/declaraties/{id}/besluiten")).await;
        let besluiten = besluiten["besluiten"].as_array().unwrap().iter();
        let tekst = |een: &Value| {
            let wie = een["medewerker"].as_str().unwrap_or("de poort");
            format!("{} {} {wie}", een["soort"].as_str().unwrap(), een["versie"])
        };
        besluiten.map(tekst).collect()
    }

    pub async fn vraag(&self, sleutel: &str, id: &str, actie: &str, lichaam: &Value) -> Response {
        let pad = format!("/declaraties/{id}/{actie}");
        let verzoek = self.poort.met_sleutel(sleutel, Method::POST, &pad);
        let verzoek = verzoek.header("content-type", "application/json").body(lichaam.to_string());
        verzoek.send().await.unwrap()
    }

    /// Does something that goes well; gives the Declaratie as it then stands.
    pub async fn doe(&self, sleutel: &str, id: &str, actie: &str, lichaam: Value) -> Value {
        let antwoord = self.vraag(sleutel, id, actie, &lichaam).await;
        let status = antwoord.status();
        let json: Value = antwoord.json().await.unwrap();
        assert!(status.is_success(), "{actie}: {json}");
        json
    }

    pub async fn wijs_af(&self, sleutel: &str, id: &str, regels: &[u32], code: &str) -> Value {
        let lichaam = json!({"regels": regels, "retourcode": code, "toelichting": "volgens het dossier"});
        self.doe(sleutel, id, "_wijsaf", lichaam).await
    }

    pub async fn keur_goed(&self, sleutel: &str, id: &str, versie: i64) -> Value {
        self.doe(sleutel, id, "_keurgoed", json!({"versie": versie})).await
    }

    /// Approves and has the gate answer; gives the codes in the 325, and what it grants.
    pub async fn stel_vast(&self, sleutel: &str, id: &str, versie: i64) -> (Vec<String>, i64) {
        assert_eq!(self.keur_goed(sleutel, id, versie).await["status"], "vrijgegeven");
        self.poort.verwerk_alles().await;
        self.antwoord(id).await
    }

    /// The codes in the 325, and what it grants.
    pub async fn antwoord(&self, id: &str) -> (Vec<String>, i64) {
        let beeld = self.poort.json(AANBIEDER, &format!("/berichten/{id}")).await;
        let (berichttype, xml) = self.poort.antwoord(AANBIEDER, &beeld).await;
        crate::judges::assert_valid(berichttype, &xml);
        let tekst = String::from_utf8(xml).unwrap();
        let delen = |naam: &str| -> Vec<String> {
            let naam = format!("{naam}>");
            let delen = tekst.split(&naam).skip(1).step_by(2);
            delen.map(|deel| deel.split('<').next().unwrap().to_owned()).collect()
        };
        (delen("RetourCode"), delen("TotaalBedrag").last().map_or(0, |bedrag| bedrag.parse().unwrap()))
    }
}

pub fn in_woorden(prestatie: &Value) -> String {
    let codes = prestatie["retourcodes"].as_array().unwrap().iter();
    let codes: Vec<_> = codes.map(|code| code.as_str().unwrap()).collect();
    let tekst =
        format!("{} {} {}", prestatie["regel"], prestatie["uitslag"].as_str().unwrap(), codes.join(" "));
    tekst.trim().to_owned()
}
