//! Projections: what accepted messages leave behind for later ones, in tables that a dossier is read from.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;

use sqlx::AssertSqlSafe;

use super::clienten::{Clienten, Pseudoniemen};
use super::dialect::{Afbreken, Taal, op_beide};
use super::error::{StoreFout, botst};
use super::mandaten::Toewijzers;
use super::model::Vastgelegd;
use super::ontvangst::{BUNDEL, is_vol};
use crate::bericht::{
    Antwoord, Bsn, Declaratie, Eurocent, Header, Postcode, Prestatie, StartProduct, StopProduct,
    ToegewezenProduct, ToewijzingNummer, VerzoekAntwoord,
};
use crate::geheim::Sleutelbos;
use crate::keten::{Uitslag, Verbruik, Verzoeksoort, Wijziging};

/// A start, or the part of a stop that is like one, with what only a stop has.
type Regie<'a> = (&'a Bsn, &'a StartProduct, Option<&'a StopProduct>);
/// Versions of allocations by number and moment: of two with the same moment the last one in the message stays.
pub(super) type Versies<'a> = BTreeMap<(ToewijzingNummer, i64), Versie<'a>>;
/// A version, of whom, and where the client lived.
pub(super) type Versie<'a> = (&'a Bsn, &'a ToegewezenProduct, Option<Postcode>);

/// A Prestatie of a client: which line of the message it is, and what became of it.
#[derive(Clone, Copy)]
pub(super) struct Regel<'a> {
    regel: u32,
    bsn: &'a Bsn,
    prestatie: &'a Prestatie,
    uitslag: Uitslag<'a>,
}

impl Regel<'_> {
    /// Why it was refused, as one text; none where it was granted.
    fn retourcodes(&self) -> Option<String> {
        match self.uitslag {
            Uitslag::Toegekend => None,
            Uitslag::Afgewezen(codes) => Some(codes.iter().copied().collect::<Vec<_>>().join(" ")),
        }
    }
}

/// The changes of one message by table. Only one kind of message fills each.
#[derive(Default)]
struct Gesorteerd<'a> {
    toewijzingen: Versies<'a>,
    regie: Vec<Regie<'a>>,
    /// By reference, so that two transactions that share some meet in the same order.
    verzoeken: BTreeMap<&'a str, (&'a Bsn, Verzoeksoort)>,
    antwoorden: Vec<&'a Antwoord>,
    declaraties: Vec<(&'a Declaratie, Eurocent)>,
    toegekend: Vec<Regel<'a>>,
    /// Refused lines, of each number that no line of the message was granted with the first one.
    geweigerd: Vec<Regel<'a>>,
    /// Refused lines with a number that another line of the message keeps.
    herhaald: Vec<Regel<'a>>,
}

impl<'a> Gesorteerd<'a> {
    fn van(wijzigingen: &[Wijziging<'a>]) -> Result<Gesorteerd<'a>, StoreFout> {
        let mut uit = Gesorteerd::default();
        let mut prestaties: Vec<Regel<'a>> = Vec::new();
        for wijziging in wijzigingen {
            match *wijziging {
                Wijziging::Toewijzing(bsn, product, postcode) => {
                    let sleutel = (product.nummer, lokaal(product.toegewezen_op));
                    uit.toewijzingen.insert(sleutel, (bsn, product, postcode));
                }
                Wijziging::Start(bsn, start) => uit.regie.push((bsn, start, None)),
                Wijziging::Stop(bsn, stop) => uit.regie.push((bsn, &stop.start, Some(stop))),
                Wijziging::Verzoek { bsn, soort, referentie } => {
                    uit.verzoeken.insert(referentie, (bsn, soort));
                }
                Wijziging::Antwoord(antwoord) => uit.antwoorden.push(antwoord),
                Wijziging::Declaratie(declaratie, toegekend) => uit.declaraties.push((declaratie, toegekend)),
                Wijziging::Prestatie { regel, bsn, prestatie, uitslag } => {
                    prestaties.push(Regel { regel, bsn, prestatie, uitslag });
                }
            }
        }
        // By number: two transactions that share numbers then meet in the same order. Granted before refused: of the lines with
        // one number a granted one keeps it, and otherwise the first.
        prestaties
            .sort_by_key(|een| (een.prestatie.referentie.as_str(), !een.uitslag.is_toegekend(), een.regel));
        let mut vorige: Option<&str> = None;
        for regel in prestaties {
            let referentie = regel.prestatie.referentie.as_str();
            let zelfde = vorige.replace(referentie) == Some(referentie);
            match (zelfde, regel.uitslag) {
                (true, Uitslag::Toegekend) => {
                    let tekst = "twee prestaties met hetzelfde referentienummer zijn beide toegekend (TR314)";
                    return Err(StoreFout::Strijdig(tekst.to_owned()));
                }
                (true, Uitslag::Afgewezen(_)) => uit.herhaald.push(regel),
                (false, Uitslag::Toegekend) => uit.toegekend.push(regel),
                (false, Uitslag::Afgewezen(_)) => uit.geweigerd.push(regel),
            }
        }
        Ok(uit)
    }

    fn clienten(&self) -> impl Iterator<Item = &'a Bsn> {
        let prestaties = self.toegekend.iter().chain(&self.geweigerd).chain(&self.herhaald);
        let toewijzingen = self.toewijzingen.values().map(|(bsn, ..)| *bsn);
        let verzoeken = self.verzoeken.values().map(|(bsn, _)| *bsn);
        let regie = self.regie.iter().map(|(bsn, ..)| *bsn);
        toewijzingen.chain(verzoeken).chain(regie).chain(prestaties.map(|regel| regel.bsn))
    }
}

/// Dutch local time as a number that sorts: microseconds as if it were UTC.
fn lokaal(moment: NaiveDateTime) -> i64 {
    moment.and_utc().timestamp_micros()
}

/// What a Prestatie does with its number (TR314).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Nummer {
    /// It keeps the number, and nobody else has it.
    Houdt,
    /// It keeps the number unless another message has it already; then it is left out.
    HoudtAlsVrij,
    /// Another line keeps the number.
    VanEenAnder,
}

op_beide! {
    /// The statements of this module.
    trait Projecties {
        async fn verwerk_wijzigingen(
            &mut self,
            header: &Header,
            bericht: i64,
            wijzigingen: &[Wijziging<'_>],
            bos: &Sleutelbos,
        ) -> Result<(), Afbreken<Vastgelegd>> {
            let gesorteerd = Gesorteerd::van(wijzigingen)?;
            let clienten = &Pseudoniemen::van(bos, gesorteerd.clienten());
            self.bewaar_clienten(clienten).await?;
            self.leg_clienten_vast(header, bericht, clienten).await?;
            self.voeg_toewijzingen_in(header, bericht, &gesorteerd.toewijzingen, clienten).await?;
            self.wijs_verzoeken_toe(header, bericht, &gesorteerd.toewijzingen).await?;
            self.voeg_verzoeken_in(header, bericht, &gesorteerd.verzoeken, clienten).await?;
            for antwoord in &gesorteerd.antwoorden {
                self.beantwoord_verzoek(header, bericht, antwoord).await?;
            }
            self.voeg_regie_in(header, bericht, &gesorteerd.regie, clienten).await?;
            for (declaratie, toegekend) in &gesorteerd.declaraties {
                self.voeg_declaratie_in(header, bericht, declaratie, *toegekend).await?;
            }
            let Gesorteerd { toegekend, geweigerd, herhaald, .. } = &gesorteerd;
            self.voeg_prestaties_in(header, bericht, toegekend, Nummer::Houdt, clienten).await?;
            self.tel_verbruik_op(header, toegekend).await?;
            let houden = self.voeg_prestaties_in(header, bericht, geweigerd, Nummer::HoudtAlsVrij, clienten).await?;
            let overig = geweigerd.iter().filter(|regel| !houden.contains(&i64::from(regel.regel)));
            let overig: Vec<Regel<'_>> = overig.chain(herhaald).copied().collect();
            self.voeg_prestaties_in(header, bericht, &overig, Nummer::VanEenAnder, clienten).await?;
            Ok(())
        }

        /// Records whom a message is about.
        async fn leg_clienten_vast(
            &mut self,
            header: &Header,
            bericht: i64,
            clienten: &Pseudoniemen<'_>,
        ) -> Result<(), StoreFout> {
            let pseudoniemen: BTreeSet<&str> = clienten.alle().map(|(pseudoniem, _)| pseudoniem).collect();
            let pseudoniemen: Vec<&str> = pseudoniemen.into_iter().collect();
            for bundel in pseudoniemen.chunks(BUNDEL) {
                let mut invoeging = sqlx::QueryBuilder::new(
                    "INSERT INTO dossier_bericht (client, standaard, gemeente, bericht_volgnummer) ",
                );
                invoeging.push_values(bundel, |mut rij, pseudoniem| {
                    rij.push_bind(*pseudoniem)
                        .push_bind(header.berichttype.standaard.sleutel())
                        .push_bind(header.gemeente.as_str())
                        .push_bind(bericht);
                });
                invoeging.build().persistent(is_vol(bundel)).execute(&mut *self).await?;
            }
            Ok(())
        }

        async fn voeg_toewijzingen_in(
            &mut self,
            header: &Header,
            bericht: i64,
            toewijzingen: &Versies<'_>,
            clienten: &Pseudoniemen<'_>,
        ) -> Result<(), Afbreken<Vastgelegd>> {
            let standaard = header.berichttype.standaard.sleutel();
            let houders: BTreeSet<(ToewijzingNummer, &Bsn)> =
                toewijzingen.iter().map(|((nummer, _), (bsn, ..))| (*nummer, *bsn)).collect();
            let houders: Vec<_> = houders.into_iter().collect();
            for bundel in houders.chunks(BUNDEL) {
                let mut invoeging = sqlx::QueryBuilder::new(
                    "INSERT INTO toewijzing_nummer (standaard, gemeente, nummer, aanbieder, client, bericht_volgnummer) ",
                );
                invoeging.push_values(bundel, |mut rij, (nummer, bsn)| {
                    rij.push_bind(standaard)
                        .push_bind(header.gemeente.as_str())
                        .push_bind(i64::from(nummer.0))
                        .push_bind(header.aanbieder.as_str())
                        .push_bind(clienten.van_client(bsn))
                        .push_bind(bericht);
                });
                // A number that is new, or stands for the same aanbieder and client, counts as touched; one that stands
                // for others does not (TR332).
                invoeging.push(
                    " ON CONFLICT (standaard, gemeente, nummer) DO UPDATE SET bericht_volgnummer = excluded.bericht_volgnummer
                     WHERE toewijzing_nummer.aanbieder = excluded.aanbieder AND toewijzing_nummer.client = excluded.client",
                );
                let geraakt = invoeging.build().persistent(is_vol(bundel)).execute(&mut *self).await?.rows_affected();
                if usize::try_from(geraakt).unwrap_or(usize::MAX) < bundel.len() {
                    return Err(Afbreken::Met(Vastgelegd::Botsing));
                }
            }
            let versies: Vec<_> = toewijzingen.iter().collect();
            for bundel in versies.chunks(BUNDEL) {
                let mut invoeging = sqlx::QueryBuilder::new(
                    "INSERT INTO toewijzing (standaard, gemeente, nummer, toegewezen_op, categorie, code, ingangsdatum, \
                     einddatum, reden_wijziging, volume, eenheid, frequentie, budget, referentie_aanbieder, postcode6, \
                     postcode4, bericht_volgnummer) ",
                );
                invoeging.push_values(bundel, |mut rij, ((nummer, toegewezen_op), (_, versie, postcode))| {
                    let [postcode6, postcode4] = clienten.van_postcode(postcode.as_ref());
                    rij.push_bind(standaard)
                        .push_bind(header.gemeente.as_str())
                        .push_bind(i64::from(nummer.0))
                        .push_bind(*toegewezen_op)
                        .push_bind(versie.product.as_ref().map(|product| product.categorie.as_str()))
                        .push_bind(versie.product.as_ref().and_then(|product| product.code.as_deref()))
                        .push_bind(versie.ingangsdatum)
                        .push_bind(versie.einddatum)
                        .push_bind(versie.reden_wijziging.as_deref())
                        .push_bind(versie.omvang.map(|omvang| i64::from(omvang.volume)))
                        .push_bind(versie.omvang.map(|omvang| omvang.eenheid.code()))
                        .push_bind(versie.omvang.map(|omvang| omvang.frequentie.code()))
                        .push_bind(versie.budget.map(|budget| budget.0))
                        .push_bind(versie.referentie_aanbieder.as_deref())
                        .push_bind(postcode6)
                        .push_bind(postcode4)
                        .push_bind(bericht);
                });
                // The message that made the end known stays: terms run from it, and a 301 repeats what did not change.
                invoeging.push(
                    " ON CONFLICT (standaard, gemeente, nummer, toegewezen_op) DO UPDATE SET
                     categorie = excluded.categorie, code = excluded.code, ingangsdatum = excluded.ingangsdatum,
                     einddatum = excluded.einddatum, reden_wijziging = excluded.reden_wijziging,
                     volume = excluded.volume, eenheid = excluded.eenheid, frequentie = excluded.frequentie,
                     budget = excluded.budget, referentie_aanbieder = excluded.referentie_aanbieder, postcode6 = excluded.postcode6,
                     postcode4 = excluded.postcode4,
                     bericht_volgnummer = CASE WHEN toewijzing.einddatum IS NOT DISTINCT FROM excluded.einddatum
                                               THEN toewijzing.bericht_volgnummer ELSE excluded.bericht_volgnummer END",
                );
                invoeging.build().persistent(is_vol(bundel)).execute(&mut *self).await?;
            }
            let nummers: Vec<i64> = houders.iter().map(|(nummer, _)| i64::from(nummer.0)).collect();
            Ok(self.wijs_wijkteam_toe(header, bericht, &nummers).await?)
        }

        /// A request is granted by the first allocation that names it (TR379), of the gemeente that was asked.
        async fn wijs_verzoeken_toe(
            &mut self,
            header: &Header,
            bericht: i64,
            toewijzingen: &Versies<'_>,
        ) -> Result<(), StoreFout> {
            let genoemd = toewijzingen.values().filter_map(|(_, product, _)| product.referentie_aanbieder.as_deref());
            let referenties: BTreeSet<&str> = genoemd.collect();
            if referenties.is_empty() {
                return Ok(());
            }
            let sql = format!(
                "UPDATE verzoek SET toegewezen_door = $3
                 WHERE standaard = $1 AND aanbieder = $2 AND gemeente = $4 AND toegewezen_door IS NULL
                   AND referentie {}",
                Self::in_lijst(5)
            );
            sqlx::query(AssertSqlSafe(sql))
                .bind(header.berichttype.standaard.sleutel())
                .bind(header.aanbieder.as_str())
                .bind(bericht)
                .bind(header.gemeente.as_str())
                .bind(Self::teksten(referenties.into_iter()))
                .execute(&mut *self)
                .await?;
            Ok(())
        }

        /// Inserts requests, each reference once (TR347).
        async fn voeg_verzoeken_in(
            &mut self,
            header: &Header,
            bericht: i64,
            verzoeken: &BTreeMap<&str, (&Bsn, Verzoeksoort)>,
            clienten: &Pseudoniemen<'_>,
        ) -> Result<(), Afbreken<Vastgelegd>> {
            let verzoeken: Vec<_> = verzoeken.iter().collect();
            for bundel in verzoeken.chunks(BUNDEL) {
                let mut invoeging = sqlx::QueryBuilder::new(
                    "INSERT INTO verzoek (standaard, aanbieder, referentie, gemeente, client, soort, dagtekening, \
                     bericht_volgnummer) ",
                );
                invoeging.push_values(bundel, |mut rij, (referentie, (bsn, soort))| {
                    rij.push_bind(header.berichttype.standaard.sleutel())
                        .push_bind(header.aanbieder.as_str())
                        .push_bind(**referentie)
                        .push_bind(header.gemeente.as_str())
                        .push_bind(clienten.van_client(bsn))
                        .push_bind(soort.sleutel())
                        .push_bind(header.dagtekening)
                        .push_bind(bericht);
                });
                invoeging.build().persistent(is_vol(bundel)).execute(&mut *self).await.map_err(botst)?;
            }
            Ok(())
        }

        async fn beantwoord_verzoek(
            &mut self,
            header: &Header,
            bericht: i64,
            antwoord: &Antwoord,
        ) -> Result<(), StoreFout> {
            macro_rules! zet {
                ($kolom:literal) => {
                    concat!(
                        "UPDATE verzoek SET ",
                        $kolom,
                        " = $4 WHERE standaard = $1 AND aanbieder = $2 AND referentie = $3 AND gemeente = $5"
                    )
                };
            }
            let sql = match antwoord.antwoord {
                VerzoekAntwoord::InOnderzoek => zet!("onderzocht_door"),
                VerzoekAntwoord::Afgewezen => zet!("afgewezen_door"),
            };
            sqlx::query(sql)
                .bind(header.berichttype.standaard.sleutel())
                .bind(header.aanbieder.as_str())
                .bind(&antwoord.referentie_aanbieder)
                .bind(bericht)
                .bind(header.gemeente.as_str())
                .execute(&mut *self)
                .await?;
            // The answer is about whom the request is about.
            sqlx::query(
                "INSERT INTO dossier_bericht (client, standaard, gemeente, bericht_volgnummer)
                 SELECT client, standaard, gemeente, $4 FROM verzoek
                 WHERE standaard = $1 AND aanbieder = $2 AND referentie = $3 AND gemeente = $5
                 ON CONFLICT DO NOTHING",
            )
            .bind(header.berichttype.standaard.sleutel())
            .bind(header.aanbieder.as_str())
            .bind(&antwoord.referentie_aanbieder)
            .bind(bericht)
            .bind(header.gemeente.as_str())
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        async fn voeg_regie_in(
            &mut self,
            header: &Header,
            bericht: i64,
            regie: &[Regie<'_>],
            clienten: &Pseudoniemen<'_>,
        ) -> Result<(), StoreFout> {
            for bundel in regie.chunks(BUNDEL) {
                let mut invoeging = sqlx::QueryBuilder::new(
                    "INSERT INTO regie (soort, standaard, gemeente, aanbieder, client, nummer, categorie, code, \
                     toewijzing_ingangsdatum, begindatum, reden_beeindiging, einddatum, status_aanlevering, \
                     bericht_volgnummer) ",
                );
                invoeging.push_values(bundel, |mut rij, (bsn, start, stop)| {
                    rij.push_bind(if stop.is_some() { "stop" } else { "start" })
                        .push_bind(header.berichttype.standaard.sleutel())
                        .push_bind(header.gemeente.as_str())
                        .push_bind(header.aanbieder.as_str())
                        .push_bind(clienten.van_client(bsn))
                        .push_bind(start.nummer.map(|nummer| i64::from(nummer.0)))
                        .push_bind(start.product.as_ref().map(|product| product.categorie.as_str()))
                        .push_bind(start.product.as_ref().and_then(|product| product.code.as_deref()))
                        .push_bind(start.toewijzing_ingangsdatum)
                        .push_bind(start.begindatum)
                        .push_bind(stop.map(|stop| stop.reden_beeindiging.as_str()))
                        .push_bind(stop.map(|stop| stop.einddatum))
                        .push_bind(start.status.code())
                        .push_bind(bericht);
                });
                invoeging.build().persistent(is_vol(bundel)).execute(&mut *self).await?;
            }
            Ok(())
        }

        async fn voeg_declaratie_in(
            &mut self,
            header: &Header,
            bericht: i64,
            declaratie: &Declaratie,
            toegekend: Eurocent,
        ) -> Result<(), Afbreken<Vastgelegd>> {
            // TR333.
            sqlx::query(
                "INSERT INTO declaratie (bericht_volgnummer, standaard, aanbieder, nummer, gemeente, begindatum,
                     einddatum, totaal, toegekend)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(bericht)
            .bind(header.berichttype.standaard.sleutel())
            .bind(header.aanbieder.as_str())
            .bind(&declaratie.nummer)
            .bind(header.gemeente.as_str())
            .bind(declaratie.periode.begindatum)
            .bind(declaratie.periode.einddatum)
            .bind(declaratie.totaal.eurocent().0)
            .bind(toegekend.0)
            .execute(&mut *self)
            .await
            .map_err(botst)?;
            Ok(())
        }

        /// Adds what granted lines use of their allocations.
        async fn tel_verbruik_op(&mut self, header: &Header, toegekend: &[Regel<'_>]) -> Result<(), StoreFout> {
            let mut som: BTreeMap<(ToewijzingNummer, &str), Verbruik> = BTreeMap::new();
            for Regel { prestatie, .. } in toegekend {
                som.entry((prestatie.nummer, prestatie.eenheid.code())).or_default().neem_op(prestatie);
            }
            let som: Vec<_> = som.into_iter().collect();
            for bundel in som.chunks(BUNDEL) {
                let mut invoeging = sqlx::QueryBuilder::new(
                    "INSERT INTO verbruik (standaard, gemeente, nummer, aanbieder, eenheid, debets, volume, bedrag) ",
                );
                invoeging.push_values(bundel, |mut rij, ((nummer, eenheid), verbruik)| {
                    rij.push_bind(header.berichttype.standaard.sleutel())
                        .push_bind(header.gemeente.as_str())
                        .push_bind(i64::from(nummer.0))
                        .push_bind(header.aanbieder.as_str())
                        .push_bind(*eenheid)
                        .push_bind(verbruik.debets)
                        .push_bind(verbruik.volumes.values().sum::<i64>())
                        .push_bind(verbruik.bedrag.0);
                });
                invoeging.push(
                    " ON CONFLICT (standaard, gemeente, nummer, aanbieder, eenheid) DO UPDATE SET
                     debets = verbruik.debets + excluded.debets, volume = verbruik.volume + excluded.volume,
                     bedrag = verbruik.bedrag + excluded.bedrag",
                );
                invoeging.build().persistent(is_vol(bundel)).execute(&mut *self).await?;
            }
            Ok(())
        }

        /// Inserts Prestaties of one message, all of which do the same with their numbers. Where that depends on what other messages
        /// left behind, it gives which lines keep theirs; the others are not inserted.
        async fn voeg_prestaties_in(
            &mut self,
            header: &Header,
            bericht: i64,
            regels: &[Regel<'_>],
            nummer: Nummer,
            clienten: &Pseudoniemen<'_>,
        ) -> Result<BTreeSet<i64>, Afbreken<Vastgelegd>> {
            let mut houden = BTreeSet::new();
            for bundel in regels.chunks(BUNDEL) {
                let mut invoeging = sqlx::QueryBuilder::new(
                    "INSERT INTO prestatie (standaard, aanbieder, referentie, gemeente, client, nummer, categorie, code, \
                     begindatum, einddatum, volume, eenheid, tarief, bedrag, vorige_referentie, toegekend, \
                     bericht_volgnummer, regel, houdt_nummer, retourcodes) ",
                );
                invoeging.push_values(bundel, |mut rij, regel| {
                    let prestatie = regel.prestatie;
                    rij.push_bind(header.berichttype.standaard.sleutel())
                        .push_bind(header.aanbieder.as_str())
                        .push_bind(prestatie.referentie.as_str())
                        .push_bind(header.gemeente.as_str())
                        .push_bind(clienten.van_client(regel.bsn))
                        .push_bind(i64::from(prestatie.nummer.0))
                        .push_bind(prestatie.product.categorie.as_str())
                        .push_bind(prestatie.product.code.as_deref())
                        .push_bind(prestatie.periode.begindatum)
                        .push_bind(prestatie.periode.einddatum)
                        .push_bind(i64::from(prestatie.volume))
                        .push_bind(prestatie.eenheid.code())
                        .push_bind(prestatie.tarief.map(|tarief| tarief.0))
                        .push_bind(prestatie.bedrag.eurocent().0)
                        .push_bind(prestatie.vorige_referentie.as_deref())
                        .push_bind(regel.uitslag.is_toegekend())
                        .push_bind(bericht)
                        .push_bind(i64::from(regel.regel))
                        .push_bind(nummer != Nummer::VanEenAnder)
                        .push_bind(regel.retourcodes());
                });
                if nummer == Nummer::HoudtAlsVrij {
                    invoeging.push(" ON CONFLICT DO NOTHING RETURNING regel");
                    let vraag = invoeging.build_query_scalar::<i64>().persistent(is_vol(bundel));
                    houden.extend(vraag.fetch_all(&mut *self).await.map_err(botst)?);
                } else {
                    invoeging.build().persistent(is_vol(bundel)).execute(&mut *self).await.map_err(botst)?;
                }
            }
            Ok(houden)
        }
    }
}
