//! Overviews with a row per line of a claim.

use super::opbouw::{
    Kolomnamen, Sql, WIJK_VAN_PRESTATIE, binnen, staand, staande_debet, vervallen_debet, zelfde_zorg,
};
use super::rij::{Kolommen, eerste};
use super::{Bron, Inzage, Overzichtvraag, Sleutelsoort, Totaal, recht, som};
use crate::overzicht::{Filter, Rij, Waarde};
use crate::rekenen::Contracttarief;
use crate::store::StoreFout;
use crate::store::clienten::kolom_bsn;
use crate::store::dialect::Dialect;

const SLEUTEL: &[(&str, Sleutelsoort)] =
    &[("bericht_volgnummer", Sleutelsoort::Getal), ("regel", Sleutelsoort::Getal)];

/// Lines `p` with the claim `d` and the message `b` that they are in.
const VAN: &str = " FROM prestatie p JOIN declaratie d ON d.bericht_volgnummer = p.bericht_volgnummer \
    JOIN bericht b ON b.volgnummer = p.bericht_volgnummer";

/// The first eight columns of each of these but the list of all lines.
fn zorgkolommen() -> String {
    format!(
        "p.standaard, p.gemeente, p.aanbieder, p.nummer, {}, p.categorie, p.code, {WIJK_VAN_PRESTATIE} AS wijk",
        kolom_bsn("p.client")
    )
}

/// Which line it is: the last columns of each of these.
fn herkomst(sql: &Sql) -> String {
    let id = sql.id("b.id");
    format!("{id} AS declaratie, d.nummer AS declaratienummer, p.regel, p.bericht_volgnummer")
}

fn waar(sql: &mut Sql, vraag: &Overzichtvraag) {
    let namen = Kolomnamen { bij: "p", aanbieder: "p", product: Some("p"), wijk: WIJK_VAN_PRESTATIE };
    sql.plus(" WHERE ");
    binnen(sql, vraag, &namen);
    sql.als("p.begindatum >=", vraag.filter.van).als("p.begindatum <=", vraag.filter.tot_en_met);
}

/// The condition that the start or stop with this alias is about the product of a line `p`, or about any.
fn over_product(regie: &str) -> String {
    format!(
        "({regie}.categorie IS NULL OR ({regie}.categorie = p.categorie AND ({regie}.code IS NULL OR {regie}.code = p.code)))"
    )
}

pub(super) fn na_stop(dialect: Dialect, vraag: &Overzichtvraag) -> Bron {
    let mut rijen = Sql::nieuw(dialect, "SELECT ");
    let eerder = format!(
        "FROM regie z WHERE z.soort = 'stop' AND {} AND {} AND z.einddatum < p.begindatum AND {}",
        zelfde_zorg("z", "p"),
        over_product("z"),
        staand("z")
    );
    let bij_start =
        ["categorie", "code"].map(|kolom| format!("z.{kolom} IS NOT DISTINCT FROM s.{kolom}")).join(" AND ");
    rijen.plus(&format!(
        "{}, (SELECT max(z.einddatum) {eerder}) AS stopdatum, p.begindatum, p.einddatum, p.referentie, p.bedrag, {}{VAN}",
        zorgkolommen(),
        herkomst(&rijen.clone())
    ));
    waar(&mut rijen, vraag);
    // No care went on: every start up to the end of the period was stopped before it.
    rijen.plus(&format!(
        " AND {} AND EXISTS (SELECT 1 {eerder}) AND NOT EXISTS (SELECT 1 FROM regie s WHERE s.soort = 'start' AND {} AND {} \
            AND s.begindatum <= p.einddatum AND {} AND NOT EXISTS (SELECT 1 {eerder} AND z.begindatum = s.begindatum \
            AND {bij_start}))",
        staande_debet("p"),
        zelfde_zorg("s", "p"),
        over_product("s"),
        staand("s"),
    ));
    Bron { rijen, sleutel: SLEUTEL, totaal: Totaal::Kolommen(&["bedrag"]), afleiden: recht }
}

/// A line that was refused because its product is not that of the allocation (TR339, TR340) is followed by one with another product.
/// Of what was refused again and again only the last line shows.
pub(super) fn zonder_vervolg(dialect: Dialect, vraag: &Overzichtvraag) -> Bron {
    let mut rijen = Sql::nieuw(dialect, "SELECT ");
    // Not of the same client: a line with the wrong bsn is followed by one with the right one.
    let zelfde_maand = |ander: &str| {
        let gelijk = |kolom: &str| format!("{ander}.{kolom} = p.{kolom}");
        let gelijk = ["standaard", "gemeente", "aanbieder", "nummer"].map(gelijk).join(" AND ");
        let maanden = [ander, "p"].map(|bij| rijen.maand(&format!("{bij}.begindatum"))).join(" = ");
        format!("{gelijk} AND {maanden}")
    };
    let zelfde_product =
        |ander: &str| format!("{ander}.categorie = p.categorie AND {ander}.code IS NOT DISTINCT FROM p.code");
    let (na_o, na_l) = (zelfde_maand("o"), zelfde_maand("l"));
    rijen.plus(&format!(
        "{}, CASE WHEN p.toegekend THEN 'gecrediteerd' ELSE 'afgewezen' END AS oorzaak, p.retourcodes, p.referentie, \
         p.begindatum, p.einddatum, p.bedrag, {}{VAN}",
        zorgkolommen(),
        herkomst(&rijen.clone())
    ));
    waar(&mut rijen, vraag);
    rijen.plus(&format!(
        " AND {} AND NOT EXISTS (SELECT 1 FROM prestatie o WHERE {na_o} AND ({} OR p.retourcodes LIKE '%9339%' \
            OR p.retourcodes LIKE '%9340%') AND {}) \
         AND (p.toegekend OR NOT EXISTS (SELECT 1 FROM prestatie l WHERE {na_l} AND {} AND l.vorige_referentie IS NULL \
            AND NOT l.toegekend AND (l.bericht_volgnummer > p.bericht_volgnummer \
               OR (l.bericht_volgnummer = p.bericht_volgnummer AND l.regel > p.regel))))",
        vervallen_debet("p"),
        zelfde_product("o"),
        staande_debet("o"),
        zelfde_product("l"),
    ));
    Bron { rijen, sleutel: SLEUTEL, totaal: Totaal::Kolommen(&["bedrag"]), afleiden: recht }
}

/// A rate for the unit itself goes before one per hour (as for TR418). Of that, the rate per minute is the one sixtieth, rounded: which
/// it is stands here without rounding, as the bounds between which the rate per hour lies.
pub(super) fn tariefverschillen(dialect: Dialect, vraag: &Overzichtvraag) -> Bron {
    let mut rijen = Sql::nieuw(dialect, "SELECT ");
    let contract = |alias: &str| {
        let gelijk = |kolom: &str| format!("{alias}.{kolom} = p.{kolom}");
        let gelijk = ["standaard", "gemeente", "aanbieder", "categorie", "code"].map(gelijk).join(" AND ");
        format!(
            "{gelijk} AND {alias}.ingangsdatum <= p.begindatum \
             AND ({alias}.einddatum IS NULL OR {alias}.einddatum >= p.begindatum)"
        )
    };
    rijen.plus(&format!(
        "{}, p.begindatum, p.einddatum, p.referentie, p.volume, p.eenheid, p.tarief, k.tarief AS afgesproken, \
         k.eenheid AS per, p.bedrag, CASE WHEN p.toegekend THEN 'toegekend' ELSE 'afgewezen' END AS uitslag, {}{VAN} \
         JOIN contracttarief k ON {} AND (k.eenheid = p.eenheid OR (p.eenheid = '01' AND k.eenheid = '04' \
            AND NOT EXISTS (SELECT 1 FROM contracttarief m WHERE {} AND m.eenheid = '01')))",
        zorgkolommen(),
        herkomst(&rijen.clone()),
        contract("k"),
        contract("m"),
    ));
    waar(&mut rijen, vraag);
    rijen.plus(&format!(
        " AND p.tarief IS NOT NULL AND ({} OR (p.vorige_referentie IS NULL AND NOT p.toegekend)) \
         AND CASE WHEN k.eenheid = p.eenheid THEN k.tarief <> p.tarief \
             ELSE k.tarief < 60 * p.tarief - 30 OR k.tarief >= 60 * p.tarief + 30 END",
        staande_debet("p")
    ));
    Bron { rijen, sleutel: SLEUTEL, totaal: Totaal::Rijen, afleiden: tariefverschil }
}

fn tariefverschil(vraag: &Inzage<'_>, rij: &dyn Kolommen) -> Result<Rij, StoreFout> {
    let mut uit = eerste(vraag, rij, 14)?;
    let getal = |plaats| rij.getal(plaats).map(Option::unwrap_or_default);
    let (volume, tarief, afgesproken, bedrag) = (getal(11)?, getal(13)?, getal(14)?, getal(16)?);
    let contract = match rij.tekst(12)? == rij.tekst(15)? {
        true => Contracttarief::PerEenheid(afgesproken.unsigned_abs()),
        false => Contracttarief::PerUur(afgesproken.unsigned_abs()),
    };
    let per_eenheid = in_centen(contract.per_eenheid());
    // An amount in minutes comes from a rate per hour, and not from the rate per minute, which was rounded.
    let over_volume = match contract {
        Contracttarief::PerEenheid(_) => tarief.saturating_sub(per_eenheid).saturating_mul(volume),
        Contracttarief::PerUur(_) => bedrag.saturating_sub(in_centen(contract.kosten(volume.unsigned_abs()))),
    };
    uit.extend([per_eenheid, tarief.saturating_sub(per_eenheid), over_volume].map(Waarde::Getal));
    for plaats in [17, 18, 19] {
        uit.push(rij.tekst(plaats)?.into());
    }
    uit.push(rij.getal(20)?.into());
    Ok(uit)
}

fn in_centen(bedrag: u64) -> i64 {
    i64::try_from(bedrag).unwrap_or(i64::MAX)
}

/// Also the conditions that only this list knows.
fn waar_prestatie(sql: &mut Sql, vraag: &Overzichtvraag) {
    waar(sql, vraag);
    let filter = &vraag.filter;
    match filter.toegekend {
        Some(true) => sql.plus(" AND p.toegekend"),
        Some(false) => sql.plus(" AND NOT p.toegekend"),
        None => sql,
    };
    sql.als("p.retourcodes =", filter.retourcodes.as_deref())
        .als("p.nummer =", filter.toewijzing_nummer)
        .als("b.id =", filter.declaratie)
        .als("p.regel =", filter.regel);
}

/// Lines with their claim and message, in a form that SQLite reads in the order of a page where nothing narrows them down: it knows
/// no statistics, and would read and sort every line of a gemeente to give the first twenty. PostgreSQL finds its own way.
fn van_in_volgorde(dialect: Dialect, filter: &Filter) -> String {
    let Filter { toewijzing_nummer, declaratie, van, tot_en_met, .. } = filter;
    let smal = toewijzing_nummer.is_some() || declaratie.is_some() || van.is_some() || tot_en_met.is_some();
    match dialect {
        Dialect::Sqlite if !smal => {
            let gelijk =
                ["bericht_volgnummer", "gemeente", "aanbieder"].map(|kolom| format!("p.{kolom} = d.{kolom}"));
            format!(
                " FROM declaratie d CROSS JOIN prestatie p ON {} JOIN bericht b ON b.volgnummer = p.bericht_volgnummer",
                gelijk.join(" AND ")
            )
        }
        _ => VAN.to_owned(),
    }
}

pub(super) fn prestaties(dialect: Dialect, vraag: &Overzichtvraag) -> Bron {
    let van = van_in_volgorde(dialect, &vraag.filter);
    let mut rijen = Sql::nieuw(dialect, "SELECT ");
    let (id, maand) = (rijen.id("b.id"), rijen.maand("p.begindatum"));
    let bsn = kolom_bsn("p.client");
    rijen.plus(&format!(
        "{id} AS declaratie, p.regel, p.standaard, p.gemeente, p.aanbieder, d.nummer AS declaratienummer, p.referentie, \
         p.vorige_referentie, p.nummer, {bsn}, p.categorie, p.code, {WIJK_VAN_PRESTATIE} AS wijk, {maand} AS maand, \
         p.begindatum, p.einddatum, p.volume, p.eenheid, p.tarief, p.bedrag AS ingediend, \
         CASE WHEN p.toegekend THEN p.bedrag ELSE 0 END AS toegekend, \
         CASE WHEN p.toegekend THEN 0 ELSE p.bedrag END AS afgewezen, \
         CASE WHEN p.toegekend THEN 'toegekend' ELSE 'afgewezen' END AS uitslag, p.retourcodes, d.bericht_volgnummer{van}"
    ));
    waar_prestatie(&mut rijen, vraag);
    let (ja, nee) = (
        som("CASE WHEN p.toegekend THEN p.bedrag ELSE 0 END"),
        som("CASE WHEN p.toegekend THEN 0 ELSE p.bedrag END"),
    );
    let mut los = Sql::nieuw(dialect, &format!("SELECT {}, {ja}, {nee}{VAN}", som("p.bedrag")));
    waar_prestatie(&mut los, vraag);
    Bron { rijen, sleutel: SLEUTEL, totaal: Totaal::Los(los), afleiden: recht }
}
