//! Building a query from parts: text, and values that are bound in the order in which they stand in it.

use chrono::NaiveDate;
use uuid::Uuid;

use super::super::dialect::Dialect;
use super::Overzichtvraag;
use crate::partij::PartijSoort;

/// A value that is bound.
#[derive(Clone, Debug)]
pub(in crate::store) enum Gebonden {
    Tekst(String),
    Getal(i64),
    Dag(NaiveDate),
    Id(Uuid),
}

impl From<&str> for Gebonden {
    fn from(tekst: &str) -> Gebonden {
        Gebonden::Tekst(tekst.to_owned())
    }
}

impl From<i64> for Gebonden {
    fn from(getal: i64) -> Gebonden {
        Gebonden::Getal(getal)
    }
}

impl From<NaiveDate> for Gebonden {
    fn from(dag: NaiveDate) -> Gebonden {
        Gebonden::Dag(dag)
    }
}

impl From<Uuid> for Gebonden {
    fn from(id: Uuid) -> Gebonden {
        Gebonden::Id(id)
    }
}

/// A query under construction.
#[derive(Clone, Debug)]
pub(in crate::store) struct Sql {
    pub(super) tekst: String,
    pub(super) waarden: Vec<Gebonden>,
    pub(super) dialect: Dialect,
}

impl Sql {
    pub(super) fn nieuw(dialect: Dialect, tekst: &str) -> Sql {
        Sql { tekst: tekst.to_owned(), waarden: Vec::new(), dialect }
    }

    /// Adds text, never a value of anybody else.
    pub(super) fn plus(&mut self, tekst: &str) -> &mut Sql {
        self.tekst.push_str(tekst);
        self
    }

    /// Adds a value.
    pub(super) fn bind(&mut self, waarde: impl Into<Gebonden>) -> &mut Sql {
        self.waarden.push(waarde.into());
        let plaats = format!("${}", self.waarden.len());
        self.plus(&plaats)
    }

    /// Adds ` AND ` with a condition that ends in a value, where there is one.
    pub(super) fn als<W: Into<Gebonden>>(&mut self, voorwaarde: &str, waarde: Option<W>) -> &mut Sql {
        if let Some(waarde) = waarde {
            self.plus(" AND ").plus(voorwaarde).plus(" ").bind(waarde);
        }
        self
    }

    /// The same values around another text: for a query about the rows of this one.
    pub(super) fn om(&self, voor: &str, na: &str) -> Sql {
        Sql { tekst: format!("{voor}{}{na}", self.tekst), ..self.clone() }
    }

    /// The month of a date column, as `2026-01`.
    pub(super) fn maand(&self, kolom: &str) -> String {
        match self.dialect {
            Dialect::Sqlite => format!("substr({kolom}, 1, 7)"),
            Dialect::Postgres => format!("to_char({kolom}, 'YYYY-MM')"),
        }
    }

    /// An id column as text.
    pub(super) fn id(&self, kolom: &str) -> String {
        match self.dialect {
            Dialect::Postgres => format!("{kolom}::text"),
            Dialect::Sqlite => {
                let deel = |van, tot| format!("substr(lower(hex({kolom})), {van}, {tot})");
                [deel(1, 8), deel(9, 4), deel(13, 4), deel(17, 4), deel(21, 12)].join(" || '-' || ")
            }
        }
    }

    /// Behind a text column: compare byte by byte, whatever the database was set up for. Pages follow each other in this order.
    pub(super) fn bytevolgorde(&self) -> &'static str {
        match self.dialect {
            Dialect::Sqlite => "",
            Dialect::Postgres => " COLLATE \"C\"",
        }
    }
}

/// What the viewer may see, as the first condition of a WHERE: its own codes, in the column of its kind. A wijkteam sees
/// nothing here.
pub(super) fn van_partij(sql: &mut Sql, vraag: &Overzichtvraag, gemeente: &str, aanbieder: &str) {
    let kolom = match vraag.partij.soort {
        PartijSoort::Gemeente => Some(gemeente),
        PartijSoort::Aanbieder => Some(aanbieder),
        PartijSoort::Wijkteam | PartijSoort::Knooppunt | PartijSoort::Leverancier => None,
    };
    match (kolom, vraag.codes.as_slice()) {
        (None, _) | (_, []) => {
            sql.plus("1 = 0");
        }
        (Some(kolom), [eerste, verder @ ..]) => {
            sql.plus(kolom).plus(" IN (").bind(eerste.as_str());
            for code in verder {
                sql.plus(", ").bind(code.as_str());
            }
            sql.plus(")");
        }
    }
}

/// The columns that filters look at.
pub(super) struct Kolomnamen<'a> {
    /// The alias of the table with standaard and gemeente.
    pub(super) bij: &'a str,
    /// That of the table with aanbieder.
    pub(super) aanbieder: &'a str,
    /// That of the table with categorie and code, where the overview knows products.
    pub(super) product: Option<&'a str>,
    /// The wijk, as an expression.
    pub(super) wijk: &'a str,
}

/// What the viewer may see and what it asked for; not the period, which each overview counts in its own way.
pub(super) fn binnen(sql: &mut Sql, vraag: &Overzichtvraag, namen: &Kolomnamen<'_>) {
    let filter = &vraag.filter;
    let Kolomnamen { bij, aanbieder, product, wijk } = namen;
    van_partij(sql, vraag, &format!("{bij}.gemeente"), &format!("{aanbieder}.aanbieder"));
    sql.als(&format!("{bij}.standaard ="), filter.standaard.map(|standaard| standaard.sleutel()))
        .als(&format!("{bij}.gemeente ="), filter.gemeente.as_deref())
        .als(&format!("{aanbieder}.aanbieder ="), filter.aanbieder.as_deref());
    if let Some(product) = product {
        sql.als(&format!("{product}.categorie ="), filter.product_categorie.as_deref())
            .als(&format!("{product}.code ="), filter.product.as_deref());
    }
    sql.als(&format!("{wijk} ="), filter.wijk.as_deref());
}

/// The wijk of an allocation `t`: by its postcode of six characters, or else by the first four.
pub(super) const WIJK_VAN_TOEWIJZING: &str = "coalesce((SELECT w.code FROM wijk w WHERE w.pseudoniem = t.postcode6), \
    (SELECT w.code FROM wijk w WHERE w.pseudoniem = t.postcode4), 'onbekend')";

/// The wijk of a Prestatie `p`: that of its allocation as it now stands, if that is for the same client at the same aanbieder.
/// Otherwise a number that somebody else has would tell where their client lives.
pub(super) const WIJK_VAN_PRESTATIE: &str = "coalesce((SELECT coalesce( \
        (SELECT w.code FROM wijk w WHERE w.pseudoniem = t.postcode6), \
        (SELECT w.code FROM wijk w WHERE w.pseudoniem = t.postcode4)) \
    FROM toewijzing_nummer n JOIN toewijzing t \
      ON t.standaard = n.standaard AND t.gemeente = n.gemeente AND t.nummer = n.nummer \
    WHERE n.standaard = p.standaard AND n.gemeente = p.gemeente AND n.nummer = p.nummer \
      AND n.aanbieder = p.aanbieder AND n.client = p.client ORDER BY t.toegewezen_op DESC LIMIT 1), 'onbekend')";

/// Allocations `t` as they now stand, with whom they are for in `n`: no later version (IV013).
pub(super) const LAATSTE_VERSIE: &str = "toewijzing t JOIN toewijzing_nummer n \
      ON n.standaard = t.standaard AND n.gemeente = t.gemeente AND n.nummer = t.nummer \
      AND NOT EXISTS (SELECT 1 FROM toewijzing v WHERE v.standaard = t.standaard AND v.gemeente = t.gemeente \
                      AND v.nummer = t.nummer AND v.toegewezen_op > t.toegewezen_op)";

/// The same without those that were removed (CS335).
pub(super) fn actuele_toewijzing() -> String {
    format!(
        "{LAATSTE_VERSIE} AND NOT (coalesce(t.reden_wijziging, '') = '13' \
           OR (coalesce(t.reden_wijziging, '') = '01' AND t.einddatum IS NOT NULL AND t.einddatum = t.ingangsdatum))"
    )
}

/// The condition that the start or stop with this alias stands: it did not take one back itself, and nothing with the same key
/// took it back later (OP033).
pub(super) fn staand(regie: &str) -> String {
    const TEKST: &str = "r.status_aanlevering <> '3' AND NOT EXISTS (SELECT 1 FROM regie x \
        WHERE x.soort = r.soort AND x.standaard = r.standaard AND x.gemeente = r.gemeente \
          AND x.aanbieder = r.aanbieder AND x.client = r.client AND x.volgnummer > r.volgnummer \
          AND x.status_aanlevering = '3' AND x.nummer IS NOT DISTINCT FROM r.nummer \
          AND x.categorie IS NOT DISTINCT FROM r.categorie AND x.code IS NOT DISTINCT FROM r.code \
          AND x.begindatum = r.begindatum AND x.reden_beeindiging IS NOT DISTINCT FROM r.reden_beeindiging \
          AND x.einddatum IS NOT DISTINCT FROM r.einddatum)";
    TEKST.replace("r.", &format!("{regie}."))
}

/// A start or stop of the same client and number as another row, which has these columns too.
pub(super) fn zelfde_zorg(regie: &str, ander: &str) -> String {
    let gelijk = |kolom: &str| format!("{regie}.{kolom} = {ander}.{kolom}");
    ["standaard", "gemeente", "aanbieder", "client", "nummer"].map(gelijk).join(" AND ")
}

/// The condition that nothing took the granted debit with this alias back (TR390).
fn niet_gecrediteerd(prestatie: &str) -> String {
    const TEKST: &str = "NOT EXISTS (SELECT 1 FROM prestatie c WHERE c.standaard = p.standaard \
        AND c.aanbieder = p.aanbieder AND c.vorige_referentie = p.referentie AND c.vorige_referentie IS NOT NULL \
        AND c.toegekend)";
    TEKST.replace("p.", &format!("{prestatie}."))
}

/// The condition that the Prestatie with this alias is a debit that was granted and stands.
pub(super) fn staande_debet(prestatie: &str) -> String {
    let gaaf = niet_gecrediteerd(prestatie);
    format!("{prestatie}.vorige_referentie IS NULL AND {prestatie}.toegekend AND {gaaf}")
}

/// The condition that the Prestatie with this alias is a debit that was granted and taken back, or one that was refused.
pub(super) fn vervallen_debet(prestatie: &str) -> String {
    let gaaf = niet_gecrediteerd(prestatie);
    format!("{prestatie}.vorige_referentie IS NULL AND NOT ({prestatie}.toegekend AND {gaaf})")
}
