//! Overviews with a row per allocation, as it now stands.

use super::opbouw::{
    Kolomnamen, Sql, WIJK_VAN_TOEWIJZING, actuele_toewijzing, binnen, staand, staande_debet, van_partij,
    zelfde_zorg,
};
use super::rij::{Kolommen, eerste, maand};
use super::{Bron, Inzage, Overzichtvraag, Sleutelsoort, Totaal, recht};
use crate::bericht::{Eenheid, Eurocent, Frequentie, Omvang, Product, Standaard};
use crate::overzicht::{Maand, Rij, Waarde};
use crate::rekenen::{Looptijd, Verbruikt, verbruikt_in_budget, verbruikt_van_omvang};
use crate::store::StoreFout;
use crate::store::clienten::kolom_bsn;
use crate::store::dialect::{Dialect, bedorven};

/// The first month that care is expected of: both laws begin on 1 January 2015.
const EERSTE_MAAND: &str = "2015-01";

const SLEUTEL: &[(&str, Sleutelsoort)] =
    &[("gemeente", Sleutelsoort::Tekst), ("standaard", Sleutelsoort::Tekst), ("nummer", Sleutelsoort::Getal)];

/// The first eight columns of each of these, of an allocation `t` of `n`.
fn kolommen() -> String {
    format!(
        "t.standaard, t.gemeente, n.aanbieder, t.nummer, {}, t.categorie, t.code, {WIJK_VAN_TOEWIJZING} AS wijk",
        kolom_bsn("n.client")
    )
}

fn waar(sql: &mut Sql, vraag: &Overzichtvraag) {
    let namen = Kolomnamen { bij: "t", aanbieder: "n", product: Some("t"), wijk: WIJK_VAN_TOEWIJZING };
    sql.plus(" WHERE ");
    binnen(sql, vraag, &namen);
}

/// The client, aanbieder and number of an allocation, as an alias with those columns would have them.
fn van_toewijzing(alias: &str) -> String {
    format!(
        "{alias}.standaard = t.standaard AND {alias}.gemeente = t.gemeente AND {alias}.aanbieder = n.aanbieder \
         AND {alias}.client = n.client AND {alias}.nummer = t.nummer"
    )
}

/// The last month of which a debit stands, of an allocation `t` of `n`.
fn laatst_gedeclareerd(sql: &Sql) -> String {
    let (maand, dezelfde, staat) = (sql.maand("p.begindatum"), van_toewijzing("p"), staande_debet("p"));
    format!("(SELECT max({maand}) FROM prestatie p WHERE {dezelfde} AND {staat})")
}

pub(super) fn zonder_start(dialect: Dialect, vraag: &Overzichtvraag) -> Bron {
    let (mut rijen, actueel) = (Sql::nieuw(dialect, ""), actuele_toewijzing());
    rijen.plus(&format!("SELECT {}, t.ingangsdatum, t.einddatum FROM {actueel}", kolommen()));
    waar(&mut rijen, vraag);
    let filter = &vraag.filter;
    rijen
        .als("t.ingangsdatum >=", filter.van)
        .als("t.ingangsdatum <=", filter.tot_en_met)
        .als("t.ingangsdatum <=", Some(vraag.vandaag))
        .plus(" AND (t.einddatum IS NULL OR t.einddatum >= ")
        .bind(vraag.vandaag)
        .plus(&format!(
            ") AND NOT EXISTS (SELECT 1 FROM regie s WHERE s.soort = 'start' AND {} AND {})",
            van_toewijzing("s"),
            staand("s")
        ));
    Bron {
        rijen,
        sleutel: SLEUTEL,
        totaal: Totaal::Kolommen(&[]),
        afleiden: |vraag, rij| {
            let mut uit = eerste(vraag, rij, 10)?;
            uit.push(rij.dag(8)?.map(|ingang| (vraag.vandaag - ingang).num_days()).into());
            Ok(uit)
        },
    }
}

/// Each start that stands with the last day of its first stop and of its last, the months that care went on in, and of those the
/// months without a debit. From the first stop on nothing more is expected of a start.
pub(super) fn zonder_declaratie(dialect: Dialect, vraag: &Overzichtvraag) -> Bron {
    let actueel = actuele_toewijzing();
    let mut rijen = Sql::nieuw(dialect, "WITH kalender(naam) AS (VALUES ");
    let namen: Vec<String> = verwachte_maanden(vraag).map(|maand| format!("('{maand}')")).collect();
    rijen.plus(&if namen.is_empty() { "('')".to_owned() } else { namen.join(", ") });
    let maand = |kolom: &str| rijen.maand(kolom);
    let (van_start, van_stop) = (maand("g.begindatum"), maand("g.eerste_stop"));
    let (van_ingang, van_einde) = (maand("t.ingangsdatum"), maand("t.einddatum"));
    let (van_debet, laatste) = (maand("p.begindatum"), laatst_gedeclareerd(&rijen));
    let product =
        ["categorie", "code"].map(|kolom| format!("z.{kolom} IS NOT DISTINCT FROM r.{kolom}")).join(" AND ");
    let stop = format!(
        "FROM regie z WHERE z.soort = 'stop' AND {} AND z.begindatum = r.begindatum AND {product} AND {}",
        zelfde_zorg("z", "r"),
        staand("z")
    );
    rijen.plus(&format!(
        "), gestart AS (SELECT r.standaard, r.gemeente, r.aanbieder, r.client, r.nummer, r.begindatum, \
            (SELECT min(z.einddatum) {stop}) AS eerste_stop, (SELECT max(z.einddatum) {stop}) AS stop \
         FROM regie r WHERE r.soort = 'start' AND r.nummer IS NOT NULL AND {} AND ",
        staand("r")
    ));
    van_partij(&mut rijen, vraag, "r.gemeente", "r.aanbieder");
    rijen.plus(&format!(
        "), verloop AS (SELECT g.standaard, g.gemeente, g.aanbieder, g.client, g.nummer, min(g.begindatum) AS startdatum, \
            CASE WHEN count(*) > count(g.stop) THEN NULL ELSE max(g.stop) END AS stopdatum \
         FROM gestart g GROUP BY g.standaard, g.gemeente, g.aanbieder, g.client, g.nummer), \
         verwacht AS (SELECT DISTINCT g.standaard, g.gemeente, g.aanbieder, g.client, g.nummer, k.naam \
         FROM {actueel} JOIN gestart g ON {} \
         JOIN kalender k ON k.naam >= {van_start} AND (g.eerste_stop IS NULL OR k.naam <= {van_stop}) \
            AND k.naam >= {van_ingang} AND (t.einddatum IS NULL OR k.naam <= {van_einde})), \
         zonder AS (SELECT v.standaard, v.gemeente, v.aanbieder, v.client, v.nummer, count(*) AS maanden FROM verwacht v \
         WHERE NOT EXISTS (SELECT 1 FROM prestatie p WHERE {} AND {van_debet} = v.naam AND {}) \
         GROUP BY v.standaard, v.gemeente, v.aanbieder, v.client, v.nummer) \
         SELECT {}, o.startdatum, o.stopdatum, {laatste} AS laatste, z.maanden \
         FROM {actueel} JOIN zonder z ON {} JOIN verloop o ON {}",
        van_toewijzing("g"),
        zelfde_zorg("p", "v"),
        staande_debet("p"),
        kolommen(),
        van_toewijzing("z"),
        zelfde_zorg("o", "z"),
    ));
    waar(&mut rijen, vraag);
    Bron { rijen, sleutel: SLEUTEL, totaal: Totaal::Kolommen(&["maanden"]), afleiden: recht }
}

/// The months that ended, from the beginning of both laws on, as far as they were asked for.
fn verwachte_maanden(vraag: &Overzichtvraag) -> impl Iterator<Item = Maand> {
    let vorige = Maand::van(vraag.vandaag).vorige();
    let eerste = Maand::lees(EERSTE_MAAND).max(vraag.filter.van.map(Maand::van));
    let laatste = match vraag.filter.tot_en_met.map(Maand::van) {
        Some(tot_en_met) => vorige.map(|vorige| vorige.min(tot_en_met)),
        None => vorige,
    };
    eerste.zip(laatste).into_iter().flat_map(|(eerste, laatste)| eerste.tot_en_met(laatste))
}

pub(super) fn budgetverbruik(dialect: Dialect, vraag: &Overzichtvraag) -> Bron {
    let (mut rijen, actueel) = (Sql::nieuw(dialect, ""), actuele_toewijzing());
    let som = |wat: &str, welke: &str| {
        format!(
            "(SELECT CAST(coalesce(sum(u.{wat}), 0) AS BIGINT) FROM verbruik u WHERE u.standaard = t.standaard \
             AND u.gemeente = t.gemeente AND u.nummer = t.nummer AND u.aanbieder = n.aanbieder{welke})"
        )
    };
    rijen.plus(&format!(
        "SELECT {}, t.ingangsdatum, t.einddatum, t.eenheid, t.volume, t.frequentie, t.budget, {} AS bedrag, \
            {} AS in_eenheid, {} AS in_minuten, {} AS laatste \
         FROM {actueel}",
        kolommen(),
        som("bedrag", ""),
        som("volume", " AND u.eenheid = t.eenheid"),
        som("volume", " AND u.eenheid = '01'"),
        laatst_gedeclareerd(&rijen),
    ));
    waar(&mut rijen, vraag);
    rijen.plus(" AND (t.volume IS NOT NULL OR t.budget IS NOT NULL)");
    rijen.als("t.ingangsdatum <=", vraag.filter.tot_en_met);
    if let Some(van) = vraag.filter.van {
        rijen.plus(" AND (t.einddatum IS NULL OR t.einddatum >= ").bind(van).plus(")");
    }
    Bron { rijen, sleutel: SLEUTEL, totaal: Totaal::Kolommen(&["bedrag"]), afleiden: verbruik }
}

/// The allocation in a row, and what was used of it.
struct Toegewezen {
    looptijd: Looptijd,
    omvang: Option<(Omvang, Vec<(Eenheid, i64)>)>,
    budget: Option<i64>,
    bedrag: i64,
}

impl Toegewezen {
    fn lees(rij: &dyn Kolommen) -> Result<Toegewezen, StoreFout> {
        let fout = |kolom| bedorven("toewijzing", kolom, "in een overzicht");
        let ingangsdatum = rij.dag(8)?.ok_or_else(|| fout("ingangsdatum"))?;
        let omvang = match (rij.tekst(10)?, rij.getal(11)?, rij.tekst(12)?) {
            (Some(eenheid), Some(volume), Some(frequentie)) => {
                let eenheid = Eenheid::lees(&eenheid).map_err(|_| fout("eenheid"))?;
                let frequentie = Frequentie::lees(&frequentie).map_err(|_| fout("frequentie"))?;
                let volume = u32::try_from(volume).map_err(|_| fout("volume"))?;
                let mut gebruikt = vec![(eenheid, rij.getal(15)?.unwrap_or_default())];
                if eenheid == Eenheid::Uur {
                    gebruikt.push((Eenheid::Minuut, rij.getal(16)?.unwrap_or_default()));
                }
                Some((Omvang { volume, eenheid, frequentie }, gebruikt))
            }
            _ => None,
        };
        let laatste = maand(rij, 17)?.map(Maand::laatste_dag);
        Ok(Toegewezen {
            looptijd: Looptijd { ingangsdatum, einddatum: rij.dag(9)?, laatst_gedeclareerd: laatste },
            omvang,
            budget: rij.getal(13)?,
            bedrag: rij.getal(14)?.unwrap_or_default(),
        })
    }
}

fn verbruik(vraag: &Inzage<'_>, rij: &dyn Kolommen) -> Result<Rij, StoreFout> {
    let mut uit = eerste(vraag, rij, 10)?;
    let toegewezen = Toegewezen::lees(rij)?;
    let looptijd = toegewezen.looptijd;
    let standaard = rij.tekst(0)?.as_deref().and_then(Standaard::van_sleutel);
    let standaard = standaard.ok_or_else(|| bedorven("toewijzing", "standaard", "in een overzicht"))?;
    let product = rij.tekst(5)?.map(|categorie| Product { categorie: categorie.into(), code: None });
    let van_omvang = toegewezen.omvang.and_then(|(omvang, gebruikt)| {
        verbruikt_van_omvang(standaard, product.as_ref(), omvang, &looptijd, gebruikt)
    });
    let budget = toegewezen.budget.map(Eurocent);
    let in_geld = verbruikt_in_budget(budget, Eurocent(toegewezen.bedrag), &looptijd);
    // An allocation in euros: its volume is money.
    let (in_stuks, in_geld) = match van_omvang {
        Some(in_euros @ Verbruikt { eenheid: Eenheid::Euro, .. }) => (None, in_euros),
        anders => (anders, in_geld),
    };
    uit.push(van_omvang.map(|van| van.eenheid.code().to_owned()).into());
    for verbruikt in [in_stuks, Some(in_geld)] {
        let van = |deel: fn(&Verbruikt) -> Option<i64>| Waarde::from(verbruikt.as_ref().and_then(deel));
        uit.push(van(|van| van.maximum));
        uit.push(van(|van| Some(van.gebruikt)));
        uit.push(van(|van| van.prognose));
        uit.push(van(Verbruikt::verschil));
    }
    let geheel = in_stuks.unwrap_or(in_geld);
    uit.push(geheel.percentage().into());
    uit.push(maand(rij, 17)?.into());
    Ok(uit)
}
