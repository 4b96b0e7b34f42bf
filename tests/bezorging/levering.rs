//! Leveringen to bring: messages of a small region that were processed, and how their receivers get them.

use std::sync::Arc;

use berichtenpoort::bericht::Schemas;
use berichtenpoort::bezorging::{Bezorging, Bezorgwijze, Geheim};
use berichtenpoort::poort::Poort;
use berichtenpoort::store::{Store, Vastgelegd, Verwerking, Zicht};
use berichtenpoort::tijd::Klok;
use uuid::Uuid;

use crate::gemeenschap::gegevens::{Regio, ZAANSTAD, ZORG, header, seconde, verwerking};

pub struct Bezorgproef {
    pub regio: Regio,
    pub poort: Poort,
    pub klok: Klok,
}

impl Bezorgproef {
    pub async fn op(store: Store) -> Bezorgproef {
        let klok = Klok::gezet_op(seconde(100));
        // Schemas are for messages that come in; here they only go out.
        let poort = Poort::nieuw(store.clone(), Arc::new(Schemas::ingebouwd().unwrap()), klok.clone());
        Bezorgproef { regio: Regio::maak(store).await, poort, klok }
    }

    pub fn store(&self) -> &Store {
        &self.poort.store
    }

    /// How a party gets its leveringen.
    pub async fn stel_in(&self, code: &str, wijze: Bezorgwijze, url: Option<&str>) {
        let bezorging = Bezorging::nieuw(wijze, url).unwrap();
        let (partij, nu) = (self.regio.partij(code), self.klok.nu());
        // Nothing goes out unsigned.
        let heeft_geheim = !self.store().bezorggeheimen(partij, nu).await.unwrap().is_empty();
        let geheim = (wijze != Bezorgwijze::Postbus && !heeft_geheim).then(Geheim::nieuw);
        self.store().stel_bezorging_in(partij, &bezorging, geheim.as_ref(), nu, nu).await.unwrap();
    }

    pub async fn geef_geheim(&self, code: &str, geheim: &Geheim, oud_geldig: i64) {
        let (partij, nu) = (self.regio.partij(code), self.klok.nu());
        let bezorging = self.store().bezorging(partij).await.unwrap();
        let tot = nu + chrono::TimeDelta::seconds(oud_geldig);
        self.store().stel_bezorging_in(partij, &bezorging, Some(geheim), nu, tot).await.unwrap();
    }

    /// A message from the gemeente that was processed, with a levering to ZORG.
    pub async fn lever(&self, berichttype: &str, identificatie: &str) -> Levering {
        let zorg = self.regio.partij(ZORG);
        self.lever_aan(berichttype, identificatie, &[zorg]).await.pop().unwrap()
    }

    /// The same with a levering to each of these.
    pub async fn lever_aan(&self, berichttype: &str, identificatie: &str, aan: &[Uuid]) -> Vec<Levering> {
        let header = header(berichttype, ZAANSTAD, ZORG, identificatie);
        let werk = self.regio.ontvang_en_claim(&header).await;
        let bericht = werk.bericht.id;
        let leveringen: Vec<_> = aan.iter().map(|partij| (Uuid::now_v7(), *partij, bericht)).collect();
        let zo = Verwerking { leveringen: &leveringen, ..verwerking(&header) };
        let vast = self.store().leg_verwerking_vast(&werk, &zo, seconde(1)).await.unwrap();
        assert_eq!(vast, Vastgelegd::Ja);
        leveringen.into_iter().map(|(id, _, bericht)| Levering { id, bericht }).collect()
    }

    /// How far the levering of a message is, with what came back of each attempt.
    pub async fn stand(&self, levering: Levering) -> (&'static str, Vec<&'static str>) {
        let alle = self.store().leveringen_van(levering.bericht, Zicht::Alles).await.unwrap().unwrap();
        let stand = alle.into_iter().find(|stand| stand.id == levering.id).unwrap();
        let pogingen = stand.pogingen.unwrap();
        (stand.status.sleutel(), pogingen.iter().map(|poging| poging.uitkomst.sleutel()).collect())
    }
}

/// A levering, and the message that it is of.
#[derive(Clone, Copy, Debug)]
pub struct Levering {
    pub id: Uuid,
    pub bericht: Uuid,
}
