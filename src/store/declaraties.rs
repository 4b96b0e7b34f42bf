//! Declaraties for who looks at them: the 323s of a party, waiting and decided, with their lines and what was decided.
//!
//! The gemeente sees its proposals here. The aanbieder sees of a 323 that waits only what it sent itself.

use chrono::NaiveDate;
use uuid::Uuid;

use super::clienten::{kolom_bsn, lees_kolom_bsn};
use super::declaratiemodel::{
    BesluitRij, DeclaratieCursor, DeclaratieFilter, DeclaratieRij, Declaratiestatus, Kijker, PrestatieRij,
    Regeltelling,
};
use super::dialect::{bedorven, lees, lees_samen, moment, op_beide};
use super::error::StoreFout;
use super::openen::Store;
use super::rij::RuweBevinding;
use super::sleutels::{
    Sleutelkast, Sleutels, onleesbaar, plek_van_reden, plek_van_toelichting, rij_van_besluit,
};
use crate::bericht::{Berichttype, Soort};
use crate::geheim::Sleutelbos;
use crate::keten::Uitkomst;
use crate::regels::Bevinding;

impl Store {
    /// The Declaraties that somebody may see: those that wait, most urgent first, then those that were answered, latest first; at
    /// most `limiet`.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn declaraties(
        &self,
        kijker: Kijker,
        filter: &DeclaratieFilter,
        limiet: u32,
    ) -> Result<Vec<DeclaratieRij>, StoreFout> {
        lees_samen!(self, db => db.declaraties(&self.sleutels, kijker, filter, limiet))
    }

    /// A Declaratie, if it exists and the viewer may see it.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn declaratie(&self, kijker: Kijker, id: Uuid) -> Result<Option<DeclaratieRij>, StoreFout> {
        lees_samen!(self, db => db.declaratie(&self.sleutels, kijker, id))
    }

    /// How many lines a Declaratie has and how many of those are refused: of the proposal while it waits, or as it was decided.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn regeltelling(&self, declaratie: &DeclaratieRij) -> Result<Regeltelling, StoreFout> {
        lees!(self, db => db.regeltelling(declaratie))
    }

    /// Lines of a Declaratie behind line `na`, in the order of their numbers, at most `limiet`: of the proposal while it waits, or as
    /// it was decided. `toegekend`: only those that are, or are not.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn prestaties_van(
        &self,
        declaratie: &DeclaratieRij,
        toegekend: Option<bool>,
        na: i64,
        limiet: u32,
    ) -> Result<Vec<PrestatieRij>, StoreFout> {
        lees_samen!(self, db => db.prestaties_van(&self.sleutels, declaratie, toegekend, na, limiet))
    }

    /// What the rules found in a Declaratie that waits.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn voorstelbevindingen(&self, declaratie: &DeclaratieRij) -> Result<Vec<Bevinding>, StoreFout> {
        lees!(self, db => db.voorstelbevindingen(declaratie.volgnummer))
    }

    /// Everything that was decided about a Declaratie, in order.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn besluiten(&self, declaratie: &DeclaratieRij) -> Result<Vec<BesluitRij>, StoreFout> {
        lees_samen!(self, db => db.besluiten(&self.sleutels, declaratie.volgnummer))
    }
}

#[derive(sqlx::FromRow)]
struct RuweDeclaratie {
    id: Uuid,
    volgnummer: i64,
    berichttype: String,
    gemeente: String,
    aanbieder: String,
    uitkomst: Option<String>,
    ontvangen_op: i64,
    status: String,
    nummer: Option<String>,
    begindatum: Option<NaiveDate>,
    einddatum: Option<NaiveDate>,
    ingediend: Option<i64>,
    toegekend: Option<i64>,
    voorgesteld: Option<i64>,
    codes: Option<String>,
    versie: Option<i64>,
    reden: Option<String>,
    eerste_goedkeuring: Option<String>,
    laatste_dag: Option<NaiveDate>,
}

impl RuweDeclaratie {
    fn lees(self, kijker: Kijker, bos: &Sleutelbos) -> Result<DeclaratieRij, StoreFout> {
        let fout = |kolom| bedorven("bericht", kolom, self.volgnummer);
        let berichttype = Berichttype::van_naam(&self.berichttype).ok_or_else(|| fout("berichttype"))?;
        let status = Declaratiestatus::van_sleutel(&self.status).ok_or_else(|| fout("status"))?;
        let uitkomst = self.uitkomst.as_deref();
        let uitkomst = uitkomst.map(|sleutel| Uitkomst::van_sleutel(sleutel).ok_or_else(|| fout("uitkomst")));
        let vastgesteld = status == Declaratiestatus::Vastgesteld;
        // The aanbieder knows what the 325 tells, and of what waits what it sent itself.
        let gemeente = matches!(kijker, Kijker::Gemeente(_));
        let mag = gemeente || vastgesteld;
        let toegekend = match (self.toegekend, vastgesteld) {
            (Some(toegekend), _) => Some(toegekend),
            // Refused as a whole: nothing is granted.
            (None, true) => Some(0),
            (None, false) => self.voorgesteld,
        };
        let rij = self.volgnummer.to_string();
        let reden = self.reden.map(|reden| bos.ontsleutel_tekst(&plek_van_reden(&rij), &reden)).transpose();
        let reden = reden
            .map_err(|geheim| onleesbaar(geheim, || bedorven("beoordeling", "reden", self.volgnummer)))?;
        Ok(DeclaratieRij {
            standaard: berichttype.standaard,
            status,
            uitkomst: uitkomst.transpose()?,
            ontvangen_op: moment("bericht", "ontvangen_op", self.volgnummer, self.ontvangen_op)?,
            id: self.id,
            volgnummer: self.volgnummer,
            gemeente: self.gemeente,
            aanbieder: self.aanbieder,
            nummer: self.nummer,
            periode: self.begindatum.zip(self.einddatum),
            ingediend: self.ingediend,
            toegekend: toegekend.filter(|_| mag),
            codes: self.codes.filter(|_| mag).unwrap_or_default(),
            versie: self.versie.filter(|_| gemeente),
            reden: reden.filter(|_| gemeente),
            eerste_goedkeuring: self.eerste_goedkeuring.filter(|_| gemeente),
            laatste_dag: self.laatste_dag.filter(|_| !vastgesteld),
        })
    }
}

#[derive(sqlx::FromRow)]
struct RuwBesluit {
    volgnummer: i64,
    moment: i64,
    soort: String,
    medewerker: Option<String>,
    versie: i64,
    regels: Option<String>,
    retourcode: Option<String>,
    toelichting: Option<String>,
    toegekend: i64,
}

impl RuwBesluit {
    fn lees(self, bos: &Sleutelbos, bericht: i64) -> Result<BesluitRij, StoreFout> {
        let ruw = self;
        let rij = rij_van_besluit(bericht, ruw.moment);
        let toelichting = ruw
            .toelichting
            .map(|tekst| bos.ontsleutel_tekst(&plek_van_toelichting(&rij), &tekst))
            .transpose();
        let toelichting = toelichting
            .map_err(|geheim| onleesbaar(geheim, || bedorven("besluit", "toelichting", ruw.volgnummer)))?;
        let regels = ruw.regels.as_deref().map(serde_json::from_str).transpose();
        Ok(BesluitRij {
            moment: moment("besluit", "moment", ruw.volgnummer, ruw.moment)?,
            regels: regels.map_err(|_| bedorven("besluit", "regels", ruw.volgnummer))?.unwrap_or_default(),
            soort: ruw.soort,
            medewerker: ruw.medewerker,
            versie: ruw.versie,
            retourcode: ruw.retourcode,
            toelichting,
            toegekend: ruw.toegekend,
        })
    }
}

/// A query over Declaraties up to its conditions, from `bericht` and what stands beside it.
fn kolommen(kijker: Kijker, van: &str) -> String {
    let status = kijker.status();
    format!(
        "SELECT bericht.id, bericht.volgnummer, bericht.berichttype, bericht.ontvanger AS gemeente,
                bericht.afzender AS aanbieder, bericht.uitkomst, bericht.ontvangen_op, {status} AS status,
                coalesce(d.nummer, o.nummer) AS nummer, coalesce(d.begindatum, o.begindatum) AS begindatum,
                coalesce(d.einddatum, o.einddatum) AS einddatum, coalesce(d.totaal, o.ingediend) AS ingediend,
                d.toegekend, o.toegekend AS voorgesteld, o.codes, o.versie, o.reden, o.eerste_goedkeuring,
                t.laatste_dag
         FROM {van}
         LEFT JOIN beoordeling o ON o.bericht_volgnummer = bericht.volgnummer
         LEFT JOIN declaratie d ON d.bericht_volgnummer = bericht.volgnummer "
    )
}

const MET_TERMIJN: &str = "termijn t JOIN bericht ON bericht.volgnummer = t.bericht_volgnummer";
const ZONDER_TERMIJN: &str = "bericht LEFT JOIN termijn t ON t.bericht_volgnummer = bericht.volgnummer AND t.soort = 'declaratie-antwoord'";
const DECLARATIES: &str = "bericht.berichttype IN ('JW323', 'WMO323')";

/// Adds what the viewer may see and what the filter asks for.
fn beperk<D: sqlx::Database>(vraag: &mut sqlx::QueryBuilder<D>, kijker: Kijker, filter: &DeclaratieFilter)
where
    for<'q> Uuid: sqlx::Encode<'q, D> + sqlx::Type<D>,
    for<'q> String: sqlx::Encode<'q, D> + sqlx::Type<D>,
{
    // Of a Declaratie that was cleaned up nothing is left but that there was one: that stands with the messages.
    vraag
        .push(" AND bericht.inhoud_opgeruimd_op IS NULL")
        .push(" AND EXISTS (SELECT 1 FROM zicht z WHERE z.bericht_volgnummer = bericht.volgnummer AND z.partij_id = ")
        .push_bind(kijker.partij())
        .push(")");
    if let Some(standaard) = filter.standaard {
        let naam = Berichttype { standaard, soort: Soort::Declaratie }.naam();
        vraag.push(" AND bericht.berichttype = ").push_bind(naam);
    }
    if let Some(aanbieder) = &filter.aanbieder {
        vraag.push(" AND bericht.afzender = ").push_bind(aanbieder.clone());
    }
    if let Some(status) = filter.status {
        let van_kijker = kijker.status();
        vraag.push(" AND ").push(van_kijker).push(" = ").push_bind(status.sleutel().to_owned());
    }
}

op_beide! {
    /// The statements of this module.
    trait Declaraties {
        async fn declaraties(
            &mut self,
            kast: &Sleutelkast,
            kijker: Kijker,
            filter: &DeclaratieFilter,
            limiet: u32,
        ) -> Result<Vec<DeclaratieRij>, StoreFout> {
            let bos = self.bos(kast).await?;
            let vanaf_wachtend = !matches!(filter.na, Some(DeclaratieCursor::Beantwoord(_)));
            let mut uit = Vec::new();
            if vanaf_wachtend && filter.status != Some(Declaratiestatus::Vastgesteld) {
                uit = self.wachtende_declaraties(&bos, kijker, filter, limiet).await?;
            }
            let over = limiet.saturating_sub(u32::try_from(uit.len()).unwrap_or(u32::MAX));
            let ook_beantwoord = filter.status.is_none_or(|status| status == Declaratiestatus::Vastgesteld);
            if over > 0 && ook_beantwoord {
                uit.extend(self.beantwoorde_declaraties(&bos, kijker, filter, over).await?);
            }
            Ok(uit)
        }

        async fn wachtende_declaraties(
            &mut self,
            bos: &Sleutelbos,
            kijker: Kijker,
            filter: &DeclaratieFilter,
            limiet: u32,
        ) -> Result<Vec<DeclaratieRij>, StoreFout> {
            let mut vraag = sqlx::QueryBuilder::new(kolommen(kijker, MET_TERMIJN));
            vraag.push("WHERE t.soort = 'declaratie-antwoord' AND bericht.uitkomst IS NULL AND ").push(DECLARATIES);
            beperk(&mut vraag, kijker, filter);
            if let Some(DeclaratieCursor::Wacht(laatste_dag, volgnummer)) = filter.na {
                vraag
                    .push(" AND (t.laatste_dag, bericht.volgnummer) > (")
                    .push_bind(laatste_dag)
                    .push(", ")
                    .push_bind(volgnummer)
                    .push(")");
            }
            vraag.push(" ORDER BY t.laatste_dag, bericht.volgnummer LIMIT ").push_bind(i64::from(limiet));
            let rijen: Vec<RuweDeclaratie> = vraag.build_query_as().fetch_all(&mut *self).await?;
            rijen.into_iter().map(|rij| rij.lees(kijker, bos)).collect()
        }

        async fn beantwoorde_declaraties(
            &mut self,
            bos: &Sleutelbos,
            kijker: Kijker,
            filter: &DeclaratieFilter,
            limiet: u32,
        ) -> Result<Vec<DeclaratieRij>, StoreFout> {
            let mut vraag = sqlx::QueryBuilder::new(kolommen(kijker, ZONDER_TERMIJN));
            vraag.push("WHERE bericht.uitkomst IS NOT NULL AND ").push(DECLARATIES);
            beperk(&mut vraag, kijker, filter);
            if let Some(DeclaratieCursor::Beantwoord(volgnummer)) = filter.na {
                vraag.push(" AND bericht.volgnummer < ").push_bind(volgnummer);
            }
            vraag.push(" ORDER BY bericht.volgnummer DESC LIMIT ").push_bind(i64::from(limiet));
            let rijen: Vec<RuweDeclaratie> = vraag.build_query_as().fetch_all(&mut *self).await?;
            rijen.into_iter().map(|rij| rij.lees(kijker, bos)).collect()
        }

        async fn declaratie(
            &mut self,
            kast: &Sleutelkast,
            kijker: Kijker,
            id: Uuid,
        ) -> Result<Option<DeclaratieRij>, StoreFout> {
            let bos = self.bos(kast).await?;
            let mut vraag = sqlx::QueryBuilder::new(kolommen(kijker, ZONDER_TERMIJN));
            vraag.push("WHERE ").push(DECLARATIES).push(" AND bericht.id = ").push_bind(id);
            beperk(&mut vraag, kijker, &DeclaratieFilter::default());
            let rij: Option<RuweDeclaratie> = vraag.build_query_as().fetch_optional(&mut *self).await?;
            rij.map(|rij| rij.lees(kijker, &bos)).transpose()
        }

        async fn regeltelling(&mut self, declaratie: &DeclaratieRij) -> Result<Regeltelling, StoreFout> {
            let sql = match declaratie.status {
                Declaratiestatus::Vastgesteld => {
                    "SELECT count(*), count(CASE WHEN toegekend THEN NULL ELSE 1 END) FROM prestatie
                     WHERE bericht_volgnummer = $1"
                }
                _ => "SELECT coalesce(max(regels), 0), coalesce(max(afgewezen), 0) FROM beoordeling
                      WHERE bericht_volgnummer = $1",
            };
            let (regels, afgewezen) =
                sqlx::query_as(sql).bind(declaratie.volgnummer).fetch_one(&mut *self).await?;
            Ok(Regeltelling { regels, afgewezen })
        }

        async fn prestaties_van(
            &mut self,
            kast: &Sleutelkast,
            declaratie: &DeclaratieRij,
            toegekend: Option<bool>,
            na: i64,
            limiet: u32,
        ) -> Result<Vec<PrestatieRij>, StoreFout> {
            let (alle, tabel) = match declaratie.status {
                Declaratiestatus::Vastgesteld => (
                    "toegekend, coalesce(retourcodes, '') AS retourcodes, CAST(NULL AS TEXT) AS afgewezen_met, \
                     CAST(NULL AS TEXT) AS pad",
                    "prestatie",
                ),
                _ => (
                    "codes = '' AND afgewezen_met IS NULL AS toegekend, \
                     CASE WHEN codes = '' THEN coalesce(afgewezen_met, '') ELSE codes END AS retourcodes, \
                     afgewezen_met, pad",
                    "voorstelregel",
                ),
            };
            let bos = self.bos(kast).await?;
            let mut vraag = sqlx::QueryBuilder::new("SELECT regel, ");
            vraag.push(kolom_bsn("p.client"));
            vraag.push(
                ", referentie, vorige_referentie, nummer, categorie, code, begindatum, einddatum, volume, eenheid, \
                 tarief, bedrag, ",
            );
            vraag.push(alle).push(" FROM ").push(tabel).push(" p WHERE bericht_volgnummer = ");
            vraag.push_bind(declaratie.volgnummer).push(" AND regel > ").push_bind(na);
            if let Some(toegekend) = toegekend {
                let conditie = match declaratie.status {
                    Declaratiestatus::Vastgesteld => "toegekend",
                    _ => "(codes = '' AND afgewezen_met IS NULL)",
                };
                vraag.push(if toegekend { " AND " } else { " AND NOT " }).push(conditie);
            }
            vraag.push(" ORDER BY regel LIMIT ").push_bind(i64::from(limiet));
            let mut rijen: Vec<PrestatieRij> = vraag.build_query_as().fetch_all(&mut *self).await?;
            for rij in &mut rijen {
                rij.bsn = lees_kolom_bsn(&bos, &rij.bsn)?;
            }
            Ok(rijen)
        }

        async fn voorstelbevindingen(&mut self, bericht: i64) -> Result<Vec<Bevinding>, StoreFout> {
            let rijen: Vec<RuweBevinding> = sqlx::query_as(
                "SELECT bericht_volgnummer, niveau, regel, retourcode, pad, regelnummer, kolom, tekst
                 FROM voorstelbevinding WHERE bericht_volgnummer = $1 ORDER BY nummer",
            )
            .bind(bericht)
            .fetch_all(&mut *self)
            .await?;
            rijen.into_iter().map(Bevinding::try_from).collect()
        }

        async fn besluiten(&mut self, kast: &Sleutelkast, bericht: i64) -> Result<Vec<BesluitRij>, StoreFout> {
            let bos = self.bos(kast).await?;
            let rijen: Vec<RuwBesluit> = sqlx::query_as(
                "SELECT volgnummer, moment, soort, medewerker, versie, regels, retourcode, toelichting, toegekend
                 FROM besluit WHERE bericht_volgnummer = $1 ORDER BY volgnummer",
            )
            .bind(bericht)
            .fetch_all(&mut *self)
            .await?;
            rijen.into_iter().map(|ruw| ruw.lees(&bos, bericht)).collect()
        }
    }
}
