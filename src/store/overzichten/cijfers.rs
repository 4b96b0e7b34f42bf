//! Sums over lines, and claims as a whole.

use super::opbouw::{
    Kolomnamen, LAATSTE_VERSIE, Sql, WIJK_VAN_PRESTATIE, WIJK_VAN_TOEWIJZING, binnen, van_partij, zelfde_zorg,
};
use super::rij::{Kolommen, eerste, maand, op};
use super::{Bron, Inzage, Overzichtvraag, Sleutelsoort, Totaal, recht, som};
use crate::bericht::Declaratiekop;
use crate::geheim::Sleutelbos;
use crate::overzicht::{Maand, Rij, Waarde};
use crate::store::StoreFout;
use crate::store::dialect::{Dialect, bedorven, micros};
use crate::store::sleutels::{onleesbaar, plek_van_inhoud};
use crate::tijd::{begin_van_dag, dag, werkdagen_over};

/// Bytes of a 323 that are read for what stands in front of its clients.
const BEGIN_VAN_BERICHT: usize = 16 * 1024;

/// The conditions on Prestaties `p` that the month figures and the refusals share.
fn waar(sql: &mut Sql, vraag: &Overzichtvraag, wijk: &str) {
    let namen = Kolomnamen { bij: "p", aanbieder: "p", product: Some("p"), wijk };
    sql.plus(" WHERE ");
    binnen(sql, vraag, &namen);
    sql.als("p.begindatum >=", vraag.filter.van).als("p.begindatum <=", vraag.filter.tot_en_met);
}

/// The wijk of a Prestatie, from [`woonwijken`].
const WIJK: &str = "coalesce(o.wijk, 'onbekend')";

/// The wijk of every allocation, once: these overviews go past all lines, and there are many lines to an allocation.
fn woonwijken(dialect: Dialect, vraag: &Overzichtvraag) -> Sql {
    let mut sql = Sql::nieuw(
        dialect,
        &format!(
            "WITH woonwijk AS MATERIALIZED (SELECT t.standaard, t.gemeente, t.nummer, n.aanbieder, n.client, \
                {WIJK_VAN_TOEWIJZING} AS wijk FROM {LAATSTE_VERSIE} WHERE "
        ),
    );
    van_partij(&mut sql, vraag, "t.gemeente", "n.aanbieder");
    sql.plus(") ");
    sql
}

/// Prestaties `p`, each with the wijk `o` of its allocation, if that is for the same client at the same aanbieder.
fn met_woonwijk() -> String {
    format!("prestatie p LEFT JOIN woonwijk o ON {}", zelfde_zorg("o", "p"))
}

/// The key of a figure, of Prestaties `p`.
fn sleutelkolommen(sql: &Sql) -> String {
    let maand = sql.maand("p.begindatum");
    format!(
        "p.standaard, p.gemeente, p.aanbieder, p.categorie, coalesce(p.code, '') AS code, \
         {WIJK} AS wijk, {maand} AS maand"
    )
}

const SLEUTEL: &str = "r.standaard, r.gemeente, r.aanbieder, r.categorie, r.code, r.wijk, r.maand";

/// Claimed, granted and refused, how many and how much, of rows with this alias.
fn cijfers(bij: &str) -> [String; 6] {
    let aantal = |welke: &str| som(&format!("CASE WHEN {welke} THEN 1 ELSE 0 END"));
    let bedrag = |welke: &str| som(&format!("CASE WHEN {welke} THEN {bij}.bedrag ELSE 0 END"));
    let (ja, nee) = (format!("{bij}.toegekend"), format!("NOT {bij}.toegekend"));
    [
        "count(*)".to_owned(),
        som(&format!("{bij}.bedrag")),
        aantal(&ja),
        bedrag(&ja),
        aantal(&nee),
        bedrag(&nee),
    ]
}

pub(super) fn maandcijfers(dialect: Dialect, vraag: &Overzichtvraag) -> Bron {
    let mut rijen = woonwijken(dialect, vraag);
    let [aantal, ingediend, aantal_toegekend, toegekend, aantal_afgewezen, afgewezen] = cijfers("r");
    let kolommen = sleutelkolommen(&rijen);
    rijen.plus(&format!(
        "SELECT {SLEUTEL}, {aantal} AS aantal, {ingediend} AS ingediend, {aantal_toegekend} AS aantal_toegekend, \
                {toegekend} AS toegekend, {aantal_afgewezen} AS aantal_afgewezen, {afgewezen} AS afgewezen \
         FROM (SELECT {kolommen}, p.bedrag, p.toegekend FROM {}",
        met_woonwijk()
    ));
    waar(&mut rijen, vraag, WIJK);
    rijen.plus(&format!(") r GROUP BY {SLEUTEL}"));
    let mut los = Sql::nieuw(dialect, &format!("SELECT {} FROM prestatie p", cijfers("p").join(", ")));
    waar(&mut los, vraag, WIJK_VAN_PRESTATIE);
    Bron {
        rijen,
        sleutel: &[
            ("standaard", Sleutelsoort::Tekst),
            ("gemeente", Sleutelsoort::Tekst),
            ("aanbieder", Sleutelsoort::Tekst),
            ("categorie", Sleutelsoort::Tekst),
            ("code", Sleutelsoort::Tekst),
            ("wijk", Sleutelsoort::Tekst),
            ("maand", Sleutelsoort::Tekst),
        ],
        totaal: Totaal::Los(los),
        afleiden: recht,
    }
}

pub(super) fn afwijzingen(dialect: Dialect, vraag: &Overzichtvraag) -> Bron {
    let mut rijen = woonwijken(dialect, vraag);
    let (kolommen, bedrag) = (sleutelkolommen(&rijen), som("r.bedrag"));
    rijen.plus(&format!(
        "SELECT {SLEUTEL}, r.retourcodes, count(*) AS aantal, {bedrag} AS bedrag \
         FROM (SELECT {kolommen}, coalesce(p.retourcodes, '') AS retourcodes, p.bedrag FROM {}",
        met_woonwijk()
    ));
    waar(&mut rijen, vraag, WIJK);
    rijen.plus(&format!(" AND NOT p.toegekend) r GROUP BY {SLEUTEL}, r.retourcodes"));
    let mut los = Sql::nieuw(dialect, &format!("SELECT count(*), {} FROM prestatie p", som("p.bedrag")));
    waar(&mut los, vraag, WIJK_VAN_PRESTATIE);
    los.plus(" AND NOT p.toegekend");
    Bron {
        rijen,
        sleutel: &[
            ("standaard", Sleutelsoort::Tekst),
            ("gemeente", Sleutelsoort::Tekst),
            ("aanbieder", Sleutelsoort::Tekst),
            ("categorie", Sleutelsoort::Tekst),
            ("code", Sleutelsoort::Tekst),
            ("wijk", Sleutelsoort::Tekst),
            ("maand", Sleutelsoort::Tekst),
            ("retourcodes", Sleutelsoort::Tekst),
        ],
        totaal: Totaal::Los(los),
        afleiden: recht,
    }
}

/// The terms tell which 323s wait. Number, month and amount are read from the first bytes of the message: there are few of these, and
/// none of them left anything in a projection yet.
pub(super) fn open_declaraties(dialect: Dialect, vraag: &Overzichtvraag) -> Bron {
    let mut rijen = Sql::nieuw(dialect, "SELECT ");
    let id = rijen.id("b.id");
    rijen.plus(&format!(
        "{id} AS declaratie, t.standaard, t.gemeente, t.aanbieder, b.ontvangen_op, t.laatste_dag, \
             i.bytes, b.volgnummer \
             FROM termijn t JOIN bericht b ON b.volgnummer = t.bericht_volgnummer \
             LEFT JOIN inhoud i ON i.bericht_volgnummer = b.volgnummer \
             WHERE t.soort = 'declaratie-antwoord' AND "
    ));
    let namen = Kolomnamen { bij: "t", aanbieder: "t", product: None, wijk: "'onbekend'" };
    binnen(&mut rijen, vraag, &namen);
    met_momenten(&mut rijen, vraag, "b.ontvangen_op");
    Bron {
        rijen,
        sleutel: &[("laatste_dag", Sleutelsoort::Dag), ("volgnummer", Sleutelsoort::Getal)],
        totaal: Totaal::Rijen,
        afleiden: |vraag, rij| {
            let mut uit = eerste(vraag, rij, 4)?;
            let kop = match (rij.bytes(6)?, rij.getal(7)?) {
                (Some(bytes), Some(volgnummer)) => {
                    Declaratiekop::lees(&begin_van(&vraag.bos, volgnummer, bytes)?)
                }
                _ => None,
            };
            let (ontvangen_op, laatste_dag) = (op(rij, 4)?.map(dag), rij.dag(5)?);
            uit.push(kop.as_ref().map(|kop| kop.nummer.clone()).into());
            uit.push(kop.as_ref().map(|kop| Maand::van(kop.begindatum)).into());
            uit.push(ontvangen_op.into());
            uit.push(kop.as_ref().map(|kop| kop.totaal.0).into());
            uit.push(laatste_dag.into());
            uit.push(laatste_dag.map(|laatste_dag| werkdagen_over(vraag.vandaag, laatste_dag)).into());
            Ok(uit)
        },
    }
}

/// What stands in front of the clients of a 323.
fn begin_van(bos: &Sleutelbos, bericht: i64, bytes: Vec<u8>) -> Result<Vec<u8>, StoreFout> {
    let rij = bericht.to_string();
    let begin = bos.ontsleutel_begin(&plek_van_inhoud(&rij), bytes, BEGIN_VAN_BERICHT);
    begin.map_err(|fout| onleesbaar(fout, || bedorven("inhoud", "bytes", bericht)))
}

/// A moment within the days that were asked for.
fn met_momenten(sql: &mut Sql, vraag: &Overzichtvraag, moment: &str) {
    let dag_erna = vraag.filter.tot_en_met.and_then(|dag| dag.succ_opt());
    sql.als(&format!("{moment} >="), vraag.filter.van.map(|dag| micros(begin_van_dag(dag))))
        .als(&format!("{moment} <"), dag_erna.map(|dag| micros(begin_van_dag(dag))));
}

/// Claims `d` that were answered, each with the message `b` that it is in and its answer `a`.
const BEANTWOORD: &str = " FROM declaratie d JOIN bericht b ON b.volgnummer = d.bericht_volgnummer \
    JOIN bericht a ON a.reactie_op = b.id";

/// The day of an answer is the one on which it was processed: that of the gate is written then, that of a party passed on.
const ANTWOORD_OP: &str = "coalesce(a.verwerkt_op, a.ontvangen_op)";

const DEBET: &str = "p.toegekend AND p.vorige_referentie IS NULL";
const CREDIT: &str = "p.toegekend AND p.vorige_referentie IS NOT NULL";

pub(super) fn betaallijst(dialect: Dialect, vraag: &Overzichtvraag) -> Bron {
    let mut rijen = Sql::nieuw(dialect, "SELECT ");
    let (declaratie, antwoord, maand_van) = (rijen.id("b.id"), rijen.id("a.id"), rijen.maand("d.begindatum"));
    let van = |welke| {
        let som = som("p.bedrag");
        format!(
            "(SELECT {som} FROM prestatie p WHERE p.bericht_volgnummer = d.bericht_volgnummer AND {welke})"
        )
    };
    rijen.plus(&format!(
        "{declaratie} AS declaratie, d.standaard, d.gemeente, d.aanbieder, d.nummer, {maand_van} AS maand, \
         {antwoord} AS antwoord, {ANTWOORD_OP} AS antwoord_op, {} AS debet, {} AS credit, d.bericht_volgnummer{BEANTWOORD}",
        van(DEBET),
        van(CREDIT)
    ));
    waar_beantwoord(&mut rijen, vraag);
    let van = |welke: &str| {
        let mut sql = Sql::nieuw(dialect, "");
        sql.plus(&format!(
            "(SELECT {}{BEANTWOORD} JOIN prestatie p ON p.bericht_volgnummer = d.bericht_volgnummer",
            som("p.bedrag")
        ));
        sql.plus(&format!(" AND {welke}"));
        sql
    };
    let mut los = Sql::nieuw(dialect, "SELECT ");
    for welke in [DEBET, CREDIT] {
        los.plus(&van(welke).tekst);
        waar_beantwoord(&mut los, vraag);
        los.plus("), ");
    }
    // What the 325s say was granted.
    los.plus(&format!("(SELECT {}{BEANTWOORD}", som("d.toegekend")));
    waar_beantwoord(&mut los, vraag);
    los.plus(")");
    Bron {
        rijen,
        sleutel: &[
            ("aanbieder", Sleutelsoort::Tekst),
            ("gemeente", Sleutelsoort::Tekst),
            ("standaard", Sleutelsoort::Tekst),
            ("bericht_volgnummer", Sleutelsoort::Getal),
        ],
        totaal: Totaal::Los(los),
        afleiden: betaalregel,
    }
}

fn waar_beantwoord(sql: &mut Sql, vraag: &Overzichtvraag) {
    let namen = Kolomnamen { bij: "d", aanbieder: "d", product: None, wijk: "'onbekend'" };
    sql.plus(" WHERE ");
    binnen(sql, vraag, &namen);
    met_momenten(sql, vraag, ANTWOORD_OP);
}

fn betaalregel(vraag: &Inzage<'_>, rij: &dyn Kolommen) -> Result<Rij, StoreFout> {
    let mut uit = eerste(vraag, rij, 5)?;
    let (debet, credit) = (rij.getal(8)?.unwrap_or_default(), rij.getal(9)?.unwrap_or_default());
    uit.push(maand(rij, 5)?.into());
    uit.push(rij.tekst(6)?.into());
    uit.push(op(rij, 7)?.map(dag).into());
    uit.extend([debet, credit, debet.saturating_add(credit)].map(Waarde::Getal));
    Ok(uit)
}

/// What is to be paid to each aanbieder, and how many rows that are.
pub(super) fn per_aanbieder(rijen: &Sql) -> Sql {
    let (debet, credit, samen) = (som("q.debet"), som("q.credit"), som("q.debet + q.credit"));
    let voor = format!("SELECT q.aanbieder, count(*), {debet}, {credit}, {samen} FROM (");
    let volgorde = format!("q.aanbieder{}", rijen.bytevolgorde());
    rijen.om(&voor, &format!(") q GROUP BY q.aanbieder ORDER BY {volgorde}"))
}
