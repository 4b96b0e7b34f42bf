//! The dossier: what earlier messages left behind, as far as one message asks for it.

use chrono::{DateTime, NaiveDate};
use sqlx::AssertSqlSafe;

use super::clienten::{Clienten, Gids};
use super::dialect::{Taal, bedorven, lees_samen, op_beide};
use super::error::StoreFout;
use super::openen::Store;
use super::sleutels::{Sleutelkast, Sleutels};
use crate::bericht::{
    Agbcode, Eenheid, Eurocent, Frequentie, Gemeentecode, Omvang, OngeldigeWaarde, Periode, Product,
    StatusAanlevering, ToewijzingNummer,
};
use crate::keten::{
    BekendVerzoek, BekendeToewijzing, Debet, Dossier, Gestart, Gestopt, Identificatie, Verzoeksoort, Vraag,
};

impl Store {
    /// Loads what is needed to judge one message: a fixed number of queries, whatever the size of the message, and all of
    /// them at one moment.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn dossier(&self, vraag: &Vraag<'_>) -> Result<Dossier, StoreFout> {
        lees_samen!(self, db => db.dossier(&self.sleutels, vraag))
    }
}

/// A category and a code as one value.
fn product(categorie: Option<String>, code: Option<String>) -> Option<Product> {
    Some(Product { categorie: categorie?.into(), code: code.map(Into::into) })
}

/// Reads a value of a row. A row is named by its table and column only: its key may be personal data.
fn lees<T>(
    tabel: &'static str,
    kolom: &'static str,
    waarde: Result<T, OngeldigeWaarde>,
) -> Result<T, StoreFout> {
    waarde.map_err(|_| bedorven(tabel, kolom, "?"))
}

fn nummer(tabel: &'static str, nummer: i64) -> Result<ToewijzingNummer, StoreFout> {
    nummer.try_into().map(ToewijzingNummer).map_err(|_| bedorven(tabel, "nummer", nummer))
}

fn geheel(tabel: &'static str, kolom: &'static str, waarde: i64) -> Result<u32, StoreFout> {
    waarde.try_into().map_err(|_| bedorven(tabel, kolom, waarde))
}

#[derive(sqlx::FromRow)]
struct ToewijzingRij {
    nummer: i64,
    client: String,
    aanbieder: String,
    toegewezen_op: i64,
    categorie: Option<String>,
    code: Option<String>,
    ingangsdatum: NaiveDate,
    einddatum: Option<NaiveDate>,
    reden_wijziging: Option<String>,
    volume: Option<i64>,
    eenheid: Option<String>,
    frequentie: Option<String>,
    budget: Option<i64>,
}

impl ToewijzingRij {
    fn lees(self, gids: &Gids<'_>) -> Result<(ToewijzingNummer, BekendeToewijzing), StoreFout> {
        const TABEL: &str = "toewijzing";
        let toegewezen_op = DateTime::from_timestamp_micros(self.toegewezen_op)
            .ok_or_else(|| bedorven(TABEL, "toegewezen_op", self.nummer))?;
        let omvang = match (self.volume, self.eenheid, self.frequentie) {
            (Some(volume), Some(eenheid), Some(frequentie)) => Some(Omvang {
                volume: geheel(TABEL, "volume", volume)?,
                eenheid: lees(TABEL, "eenheid", Eenheid::lees(&eenheid))?,
                frequentie: lees(TABEL, "frequentie", Frequentie::lees(&frequentie))?,
            }),
            _ => None,
        };
        let bekend = BekendeToewijzing {
            bsn: gids.bsn(&self.client)?,
            aanbieder: lees("toewijzing_nummer", "aanbieder", Agbcode::lees(&self.aanbieder))?,
            toegewezen_op: toegewezen_op.naive_utc(),
            product: product(self.categorie, self.code),
            ingangsdatum: self.ingangsdatum,
            einddatum: self.einddatum,
            reden_wijziging: self.reden_wijziging,
            omvang,
            budget: self.budget.map(Eurocent),
        };
        Ok((nummer(TABEL, self.nummer)?, bekend))
    }
}

#[derive(sqlx::FromRow)]
struct RegieRij {
    nummer: Option<i64>,
    categorie: Option<String>,
    code: Option<String>,
    begindatum: NaiveDate,
    reden_beeindiging: Option<String>,
    einddatum: Option<NaiveDate>,
    status_aanlevering: String,
}

#[derive(sqlx::FromRow)]
struct VerzoekRij {
    referentie: String,
    gemeente: String,
    client: String,
    soort: String,
    dagtekening: NaiveDate,
    in_onderzoek: bool,
    afgewezen: bool,
    toegewezen: bool,
}

impl VerzoekRij {
    fn lees(self, gids: &Gids<'_>) -> Result<(String, BekendVerzoek), StoreFout> {
        const TABEL: &str = "verzoek";
        let soort = Verzoeksoort::van_sleutel(&self.soort);
        let verzoek = BekendVerzoek {
            soort: soort.ok_or_else(|| bedorven(TABEL, "soort", &self.soort))?,
            gemeente: lees(TABEL, "gemeente", Gemeentecode::lees(&self.gemeente))?,
            bsn: gids.bsn(&self.client)?,
            dagtekening: self.dagtekening,
            in_onderzoek: self.in_onderzoek,
            afgewezen: self.afgewezen,
            toegewezen: self.toegewezen,
        };
        Ok((self.referentie, verzoek))
    }
}

#[derive(sqlx::FromRow)]
struct DebetRij {
    referentie: String,
    client: String,
    nummer: i64,
    categorie: String,
    code: Option<String>,
    begindatum: NaiveDate,
    einddatum: NaiveDate,
    volume: i64,
    eenheid: String,
    tarief: Option<i64>,
    bedrag: i64,
    gecrediteerd: bool,
}

impl DebetRij {
    fn lees(self, gids: &Gids<'_>) -> Result<(String, Debet), StoreFout> {
        const TABEL: &str = "prestatie";
        let debet = Debet {
            bsn: gids.bsn(&self.client)?,
            nummer: nummer(TABEL, self.nummer)?,
            product: Product { categorie: self.categorie.into(), code: self.code.map(Into::into) },
            periode: Periode { begindatum: self.begindatum, einddatum: self.einddatum },
            volume: geheel(TABEL, "volume", self.volume)?,
            eenheid: lees(TABEL, "eenheid", Eenheid::lees(&self.eenheid))?,
            tarief: self.tarief.map(Eurocent),
            bedrag: Eurocent(self.bedrag),
            gecrediteerd: self.gecrediteerd,
        };
        Ok((self.referentie, debet))
    }
}

#[derive(sqlx::FromRow)]
struct VerbruikRij {
    nummer: i64,
    eenheid: String,
    debets: i64,
    volume: i64,
    bedrag: i64,
}

fn neem_toewijzingen_op(
    rijen: Vec<ToewijzingRij>,
    gids: &Gids<'_>,
    uit: &mut Dossier,
) -> Result<(), StoreFout> {
    for rij in rijen {
        let (nummer, bekend) = rij.lees(gids)?;
        uit.toewijzingen.neem_op(nummer, bekend);
    }
    Ok(())
}

fn neem_debets_op(rijen: Vec<DebetRij>, gids: &Gids<'_>, uit: &mut Dossier) -> Result<(), StoreFout> {
    for rij in rijen {
        let (referentie, debet) = rij.lees(gids)?;
        uit.prestaties.neem_debet_op(referentie.into(), debet);
    }
    Ok(())
}

/// What a granted debit is, with whether a granted credit took it back.
const DEBET: &str = "SELECT p.referentie, p.client, p.nummer, p.categorie, p.code, p.begindatum, p.einddatum, p.volume, p.eenheid,
        p.tarief, p.bedrag,
        EXISTS (SELECT 1 FROM prestatie c
                WHERE c.standaard = p.standaard AND c.aanbieder = p.aanbieder AND c.vorige_referentie = p.referentie
                  AND c.toegekend) AS gecrediteerd
     FROM prestatie p
     WHERE p.standaard = $1 AND p.gemeente = $2 AND p.aanbieder = $3 AND p.toegekend AND p.vorige_referentie IS NULL";

const TOEWIJZING: &str = "SELECT n.nummer, n.client, n.aanbieder, t.toegewezen_op, t.categorie, t.code, t.ingangsdatum, t.einddatum,
        t.reden_wijziging, t.volume, t.eenheid, t.frequentie, t.budget
     FROM toewijzing_nummer n
     JOIN toewijzing t ON t.standaard = n.standaard AND t.gemeente = n.gemeente AND t.nummer = n.nummer
     WHERE n.standaard = $1 AND n.gemeente = $2
       AND t.toegewezen_op = (SELECT max(v.toegewezen_op) FROM toewijzing v
                              WHERE v.standaard = n.standaard AND v.gemeente = n.gemeente AND v.nummer = n.nummer)";

const VERZOEK: &str =
    "SELECT referentie, gemeente, client, soort, dagtekening, onderzocht_door IS NOT NULL AS in_onderzoek,
        afgewezen_door IS NOT NULL AS afgewezen, toegewezen_door IS NOT NULL AS toegewezen
     FROM verzoek WHERE standaard = $1 AND aanbieder = $2";

op_beide! {
    /// The statements of this module. A query for an empty set is left out.
    trait DossierLezen {
        async fn dossier(&mut self, kast: &Sleutelkast, vraag: &Vraag<'_>) -> Result<Dossier, StoreFout> {
            let bos = self.bos(kast).await?;
            let ook = [vraag.toewijzingen_van, vraag.regie_van, vraag.verzoeken_van];
            let gids = &mut Gids::van(&bos, vraag.clienten.iter().copied().chain(ook.into_iter().flatten()));
            let mut dossier = Dossier::default();
            self.identificatie(vraag, &mut dossier).await?;
            self.toewijzingen(vraag, gids, &mut dossier).await?;
            self.toewijzingen_van(vraag, gids, &mut dossier).await?;
            self.clienten(vraag, gids, &mut dossier).await?;
            self.regie(vraag, gids, &mut dossier).await?;
            self.verzoeken(vraag, gids, &mut dossier).await?;
            self.declaratie(vraag, &mut dossier).await?;
            self.referenties(vraag, &mut dossier).await?;
            self.debets(vraag, gids, &mut dossier).await?;
            self.staande_debets(vraag, gids, &mut dossier).await?;
            self.verbruik(vraag, &mut dossier).await?;
            Ok(dossier)
        }

        async fn identificatie(&mut self, vraag: &Vraag<'_>, uit: &mut Dossier) -> Result<(), StoreFout> {
            let deze = Identificatie::van(vraag.header);
            let gebruikt: bool = sqlx::query_scalar(
                "SELECT EXISTS (SELECT 1 FROM gebruikte_identificatie
                                WHERE berichttype = $1 AND afzender = $2 AND identificatie = $3)",
            )
            .bind(&deze.berichttype)
            .bind(&deze.afzender)
            .bind(&deze.identificatie)
            .fetch_one(&mut *self)
            .await?;
            if gebruikt {
                uit.identificaties.insert(deze);
            }
            Ok(())
        }

        async fn toewijzingen(
            &mut self,
            vraag: &Vraag<'_>,
            gids: &mut Gids<'_>,
            uit: &mut Dossier,
        ) -> Result<(), StoreFout> {
            if vraag.toewijzingen.is_empty() {
                return Ok(());
            }
            let sql = format!("{TOEWIJZING} AND n.nummer {}", Self::in_lijst(3));
            let rijen: Vec<ToewijzingRij> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(vraag.header.berichttype.standaard.sleutel())
                .bind(vraag.header.gemeente.as_str())
                .bind(Self::getallen(vraag.toewijzingen.iter().map(|nummer| i64::from(nummer.0))))
                .fetch_all(&mut *self)
                .await?;
            self.leer_kennen(gids, rijen.iter().map(|rij| rij.client.as_str()).collect()).await?;
            neem_toewijzingen_op(rijen, gids, uit)
        }

        async fn toewijzingen_van(
            &mut self,
            vraag: &Vraag<'_>,
            gids: &mut Gids<'_>,
            uit: &mut Dossier,
        ) -> Result<(), StoreFout> {
            let Some(bsn) = vraag.toewijzingen_van else { return Ok(()) };
            let sql = format!("{TOEWIJZING} AND n.aanbieder = $3 AND n.client = $4");
            let rijen: Vec<ToewijzingRij> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(vraag.header.berichttype.standaard.sleutel())
                .bind(vraag.header.gemeente.as_str())
                .bind(vraag.header.aanbieder.as_str())
                .bind(gids.pseudoniemen.van_client(bsn))
                .fetch_all(&mut *self)
                .await?;
            self.leer_kennen(gids, rijen.iter().map(|rij| rij.client.as_str()).collect()).await?;
            neem_toewijzingen_op(rijen, gids, uit)
        }

        async fn clienten(
            &mut self,
            vraag: &Vraag<'_>,
            gids: &Gids<'_>,
            uit: &mut Dossier,
        ) -> Result<(), StoreFout> {
            if vraag.clienten.is_empty() {
                return Ok(());
            }
            let sql = format!(
                "SELECT DISTINCT client FROM toewijzing_nummer
                 WHERE standaard = $1 AND gemeente = $2 AND aanbieder = $3 AND client {}",
                Self::in_lijst(4)
            );
            let clienten: Vec<String> =
                vraag.clienten.iter().map(|bsn| gids.pseudoniemen.van_client(bsn)).collect();
            let pseudoniemen: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(vraag.header.berichttype.standaard.sleutel())
                .bind(vraag.header.gemeente.as_str())
                .bind(vraag.header.aanbieder.as_str())
                .bind(Self::teksten(clienten.iter().map(String::as_str)))
                .fetch_all(&mut *self)
                .await?;
            for pseudoniem in pseudoniemen {
                uit.clienten.insert(gids.bsn(&pseudoniem)?);
            }
            Ok(())
        }

        /// In the order in which they were processed: what was taken back counts as never sent.
        async fn regie(
            &mut self,
            vraag: &Vraag<'_>,
            gids: &Gids<'_>,
            uit: &mut Dossier,
        ) -> Result<(), StoreFout> {
            let Some(bsn) = vraag.regie_van else { return Ok(()) };
            let rijen: Vec<RegieRij> = sqlx::query_as(
                "SELECT nummer, categorie, code, begindatum, reden_beeindiging, einddatum, status_aanlevering FROM regie
                 WHERE standaard = $1 AND gemeente = $2 AND aanbieder = $3 AND client = $4 ORDER BY volgnummer",
            )
            .bind(vraag.header.berichttype.standaard.sleutel())
            .bind(vraag.header.gemeente.as_str())
            .bind(vraag.header.aanbieder.as_str())
            .bind(gids.pseudoniemen.van_client(bsn))
            .fetch_all(&mut *self)
            .await?;
            let leveringen = uit.regie.van(bsn);
            for rij in rijen {
                let status =
                    lees("regie", "status_aanlevering", StatusAanlevering::lees(&rij.status_aanlevering))?;
                let start = Gestart {
                    nummer: rij.nummer.map(|van_toewijzing| nummer("regie", van_toewijzing)).transpose()?,
                    product: product(rij.categorie, rij.code),
                    begindatum: rij.begindatum,
                };
                match (rij.reden_beeindiging, rij.einddatum) {
                    (Some(reden_beeindiging), Some(einddatum)) => {
                        leveringen.neem_stop(Gestopt { start, reden_beeindiging, einddatum }, status);
                    }
                    _ => leveringen.neem_start(start, status),
                }
            }
            Ok(())
        }

        async fn verzoeken(
            &mut self,
            vraag: &Vraag<'_>,
            gids: &mut Gids<'_>,
            uit: &mut Dossier,
        ) -> Result<(), StoreFout> {
            if vraag.verzoeken.is_empty() && vraag.verzoeken_van.is_none() {
                return Ok(());
            }
            // Not OR: each half has an index of its own.
            let met_referentie = format!("{VERZOEK} AND referentie {}", Self::in_lijst(3));
            let sql = format!("{met_referentie} UNION {VERZOEK} AND gemeente = $4 AND client = $5");
            let rijen: Vec<VerzoekRij> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(vraag.header.berichttype.standaard.sleutel())
                .bind(vraag.header.aanbieder.as_str())
                .bind(Self::teksten(vraag.verzoeken.iter().copied()))
                .bind(vraag.header.gemeente.as_str())
                .bind(vraag.verzoeken_van.map(|bsn| gids.pseudoniemen.van_client(bsn)))
                .fetch_all(&mut *self)
                .await?;
            self.leer_kennen(gids, rijen.iter().map(|rij| rij.client.as_str()).collect()).await?;
            for rij in rijen {
                let (referentie, verzoek) = rij.lees(gids)?;
                uit.verzoeken.neem_op(&referentie, verzoek);
            }
            Ok(())
        }

        async fn declaratie(&mut self, vraag: &Vraag<'_>, uit: &mut Dossier) -> Result<(), StoreFout> {
            let Some(nummer) = vraag.declaratienummer else { return Ok(()) };
            // A 323 that people decide about is handed in, though not processed yet. That of another gemeente is another stream: there the
            // first one that is processed keeps a number.
            let (gebruikt, laatste): (bool, Option<NaiveDate>) = sqlx::query_as(
                "WITH wacht AS (
                     SELECT o.nummer, o.begindatum FROM beoordeling o
                     JOIN bericht b ON b.volgnummer = o.bericht_volgnummer JOIN stroom s ON s.id = b.stroom_id
                     WHERE o.status <> 'vastgesteld' AND o.codes = '' AND o.bericht_volgnummer < $5
                       AND s.standaard = $1 AND s.aanbieder = $2 AND s.gemeente = $3)
                 SELECT EXISTS (SELECT 1 FROM declaratie WHERE standaard = $1 AND aanbieder = $2 AND nummer = $4)
                            OR EXISTS (SELECT 1 FROM wacht WHERE nummer = $4),
                        (SELECT max(begindatum) FROM (
                             SELECT begindatum FROM declaratie
                             WHERE standaard = $1 AND aanbieder = $2 AND gemeente = $3 AND bericht_volgnummer < $5
                             UNION ALL SELECT begindatum FROM wacht) ingediend)",
            )
            .bind(vraag.header.berichttype.standaard.sleutel())
            .bind(vraag.header.aanbieder.as_str())
            .bind(vraag.header.gemeente.as_str())
            .bind(nummer)
            .bind(vraag.volgnummer.unwrap_or(i64::MAX))
            .fetch_one(&mut *self)
            .await?;
            if gebruikt {
                uit.declaratienummers.insert(nummer.to_owned());
            }
            uit.laatste_declaratieperiode = laatste;
            Ok(())
        }

        async fn referenties(&mut self, vraag: &Vraag<'_>, uit: &mut Dossier) -> Result<(), StoreFout> {
            if vraag.referenties.is_empty() {
                return Ok(());
            }
            let sql = format!(
                "SELECT referentie FROM prestatie
                 WHERE standaard = $1 AND aanbieder = $2 AND houdt_nummer AND referentie {}",
                Self::in_lijst(3)
            );
            let referenties: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(vraag.header.berichttype.standaard.sleutel())
                .bind(vraag.header.aanbieder.as_str())
                .bind(Self::teksten(vraag.referenties.iter().copied()))
                .fetch_all(&mut *self)
                .await?;
            referenties.into_iter().for_each(|referentie| uit.prestaties.gebruik(referentie.into()));
            Ok(())
        }

        /// The debits that credits name.
        async fn debets(
            &mut self,
            vraag: &Vraag<'_>,
            gids: &mut Gids<'_>,
            uit: &mut Dossier,
        ) -> Result<(), StoreFout> {
            if vraag.debets.is_empty() {
                return Ok(());
            }
            // What was granted keeps its number: the index of the numbers finds it.
            let sql = format!("{DEBET} AND p.houdt_nummer AND p.referentie {}", Self::in_lijst(4));
            let rijen: Vec<DebetRij> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(vraag.header.berichttype.standaard.sleutel())
                .bind(vraag.header.gemeente.as_str())
                .bind(vraag.header.aanbieder.as_str())
                .bind(Self::teksten(vraag.debets.iter().copied()))
                .fetch_all(&mut *self)
                .await?;
            self.leer_kennen(gids, rijen.iter().map(|rij| rij.client.as_str()).collect()).await?;
            neem_debets_op(rijen, gids, uit)
        }

        /// The debits that stand for the allocations and the months of the debits in the message.
        async fn staande_debets(
            &mut self,
            vraag: &Vraag<'_>,
            gids: &mut Gids<'_>,
            uit: &mut Dossier,
        ) -> Result<(), StoreFout> {
            if vraag.begindagen.is_empty() {
                return Ok(());
            }
            let sql = format!(
                "{DEBET} AND p.nummer {} AND p.begindatum {}",
                Self::in_lijst(4),
                Self::in_lijst(5)
            );
            let rijen: Vec<DebetRij> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(vraag.header.berichttype.standaard.sleutel())
                .bind(vraag.header.gemeente.as_str())
                .bind(vraag.header.aanbieder.as_str())
                .bind(Self::getallen(vraag.verbruik.iter().map(|nummer| i64::from(nummer.0))))
                .bind(Self::dagen(vraag.begindagen.iter().copied()))
                .fetch_all(&mut *self)
                .await?;
            self.leer_kennen(gids, rijen.iter().map(|rij| rij.client.as_str()).collect()).await?;
            neem_debets_op(rijen, gids, uit)
        }

        async fn verbruik(&mut self, vraag: &Vraag<'_>, uit: &mut Dossier) -> Result<(), StoreFout> {
            if vraag.verbruik.is_empty() {
                return Ok(());
            }
            let sql = format!(
                "SELECT nummer, eenheid, debets, volume, bedrag FROM verbruik
                 WHERE standaard = $1 AND gemeente = $2 AND aanbieder = $3 AND nummer {}",
                Self::in_lijst(4)
            );
            let rijen: Vec<VerbruikRij> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(vraag.header.berichttype.standaard.sleutel())
                .bind(vraag.header.gemeente.as_str())
                .bind(vraag.header.aanbieder.as_str())
                .bind(Self::getallen(vraag.verbruik.iter().map(|nummer| i64::from(nummer.0))))
                .fetch_all(&mut *self)
                .await?;
            for rij in rijen {
                let eenheid = lees("verbruik", "eenheid", Eenheid::lees(&rij.eenheid))?;
                let van = nummer("verbruik", rij.nummer)?;
                let bedrag = Eurocent(rij.bedrag);
                uit.prestaties.verbruik_van(van).tel_bij(rij.debets, eenheid, rij.volume, bedrag);
            }
            Ok(())
        }
    }
}
