//! `/declaraties`: the 323s of the party that calls, for a gemeente with what is proposed and what it decides.

mod berekening;
mod beslissen;
mod weergave;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

pub(in crate::http) use self::beslissen::{HerstelJson, HervatJson, HoudAanJson, KeurGoedJson, WijsAfJson};
pub(in crate::http) use self::weergave::{
    BesluitenJson, DeclaratieJson, DeclaratiesJson, PrestatieJson, PrestatiesJson,
};
pub(super) use beslissen::{herstel, hervat, houd_aan, keur_goed, wijs_af};

use self::berekening::BerekeningJson;
use self::weergave::{BesluitJson, pad};
use super::probleem::Probleem;
use super::toegang::Beller;
use super::vraag::{CODE, Id, Zoekvraag, bestaat_niet, is_code, lees, standaard_limiet};
use super::weergave::{BevindingJson, PaginaLinks, link};
use crate::bericht::{Standaard, klasse_van};
use crate::http::openapi::woord;
use crate::partij::PartijSoort;
use crate::poort::Poort;
use crate::store::{
    BesluitRij, DeclaratieCursor, DeclaratieFilter, DeclaratieRij, Declaratiestatus, Kijker, PrestatieRij,
};

impl Beller {
    /// What it sees of Declaraties.
    fn kijker(&self) -> Result<Kijker, Probleem> {
        match self.0.soort {
            PartijSoort::Gemeente => Ok(Kijker::Gemeente(self.0.id)),
            PartijSoort::Aanbieder => Ok(Kijker::Aanbieder(self.0.id)),
            PartijSoort::Wijkteam | PartijSoort::Knooppunt | PartijSoort::Leverancier => {
                Err(Probleem::verboden(
                    "Declaraties gaan tussen aanbieder en gemeente: alleen die twee zien ze. Een wijkteam vraagt ernaar bij zijn gemeente.",
                ))
            }
        }
    }
}

/// A Declaratie that the caller may see.
async fn declaratie(poort: &Poort, kijker: Kijker, id: Uuid) -> Result<DeclaratieRij, Probleem> {
    poort.store.declaratie(kijker, id).await?.ok_or_else(bestaat_niet)
}

/// The query of `GET /declaraties`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeclaratiesVraag {
    #[validate(length(max = 20))]
    #[schemars(with = "Option<woord::Declaratiestatus>")]
    status: Option<String>,
    #[validate(custom(function = "is_code"))]
    #[schemars(regex(pattern = CODE))]
    aanbieder: Option<String>,
    #[schemars(with = "Option<woord::Standaard>")]
    standaard: Option<String>,
    #[validate(length(max = 50))]
    cursor: Option<String>,
    #[validate(range(min = 1, max = 100))]
    #[serde(default = "standaard_limiet")]
    limiet: u32,
}

impl DeclaratiesVraag {
    fn filter(&self) -> Result<DeclaratieFilter, Probleem> {
        let cursor = "2026-02-17.1f (neem haar over uit _links.volgende)";
        Ok(DeclaratieFilter {
            status: lees(self.status.as_deref(), Declaratiestatus::van_sleutel, "status", "te-beoordelen")?,
            aanbieder: self.aanbieder.clone(),
            standaard: lees(self.standaard.as_deref(), Standaard::van_sleutel, "standaard", "ijw")?,
            na: lees(self.cursor.as_deref(), lees_cursor, "cursor", cursor)?,
        })
    }

    /// The query of the next page: the same filter, from the last one on. Every value of it was read.
    fn volgende(&self, laatste: DeclaratieCursor) -> String {
        let mut vraag = match laatste {
            DeclaratieCursor::Wacht(dag, nummer) => format!("limiet={}&cursor={dag}.{nummer:x}", self.limiet),
            DeclaratieCursor::Beantwoord(nummer) => format!("limiet={}&cursor={nummer:x}", self.limiet),
        };
        let velden =
            [("status", &self.status), ("aanbieder", &self.aanbieder), ("standaard", &self.standaard)];
        for (naam, waarde) in velden {
            if let Some(waarde) = waarde {
                vraag.push_str(&format!("&{naam}={waarde}"));
            }
        }
        vraag
    }
}

fn lees_cursor(tekst: &str) -> Option<DeclaratieCursor> {
    let nummer = |tekst| i64::from_str_radix(tekst, 16).ok();
    match tekst.split_once('.') {
        Some((dag, rest)) => Some(DeclaratieCursor::Wacht(dag.parse().ok()?, nummer(rest)?)),
        None => nummer(tekst).map(DeclaratieCursor::Beantwoord),
    }
}

/// `GET /declaraties`: those that wait, most urgent first, then those that were answered, latest first.
pub(super) async fn lijst(
    State(poort): State<Poort>,
    beller: Beller,
    Zoekvraag(vraag): Zoekvraag<DeclaratiesVraag>,
) -> Result<Json<DeclaratiesJson>, Probleem> {
    let kijker = beller.kijker()?;
    // One more than asked tells whether there is a next page.
    let mut rijen = poort.store.declaraties(kijker, &vraag.filter()?, vraag.limiet + 1).await?;
    let meer = rijen.len() > vraag.limiet as usize;
    rijen.truncate(vraag.limiet as usize);
    let laatste = rijen.last().filter(|_| meer).map(DeclaratieRij::cursor);
    let volgende = laatste.map(|laatste| link(format!("/api/v1/declaraties?{}", vraag.volgende(laatste))));
    let vandaag = poort.klok.vandaag();
    let declaraties = rijen.into_iter().map(|rij| DeclaratieJson::van(rij, kijker, vandaag)).collect();
    Ok(Json(DeclaratiesJson { declaraties, links: PaginaLinks { volgende } }))
}

/// `GET /declaraties/{id}`.
pub(super) async fn toon(
    State(poort): State<Poort>,
    beller: Beller,
    Id(id): Id,
) -> Result<Json<DeclaratieJson>, Probleem> {
    geheel(&poort, &beller, id).await.map(Json)
}

/// A Declaratie by itself: with how many lines it has.
async fn geheel(poort: &Poort, beller: &Beller, id: Uuid) -> Result<DeclaratieJson, Probleem> {
    let kijker = beller.kijker()?;
    let rij = declaratie(poort, kijker, id).await?;
    let telling = match heeft_regels(&rij, kijker) {
        true => Some(poort.store.regeltelling(&rij).await?),
        false => None,
    };
    let antwoord = poort.store.antwoord_op(id, beller.zicht()).await?;
    let json = DeclaratieJson::van(rij, kijker, poort.klok.vandaag());
    Ok(json.geheel(telling, antwoord.map(|antwoord| antwoord.id)))
}

/// Whether the lines can be shown: those of a proposal to the gemeente only, those of a 323 that was processed to both.
fn heeft_regels(rij: &DeclaratieRij, kijker: Kijker) -> bool {
    match rij.status {
        Declaratiestatus::Ingediend => false,
        Declaratiestatus::InBeoordeling(_) => matches!(kijker, Kijker::Gemeente(_)),
        Declaratiestatus::Vastgesteld => true,
    }
}

/// The query of `GET /declaraties/{id}/prestaties`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PrestatiesVraag {
    #[validate(length(max = 20))]
    #[schemars(with = "Option<woord::Uitslag>")]
    uitslag: Option<String>,
    #[validate(length(max = 20))]
    cursor: Option<String>,
    #[validate(range(min = 1, max = 100))]
    #[serde(default = "standaard_limiet")]
    limiet: u32,
}

/// `GET /declaraties/{id}/prestaties`: by number of the line.
pub(super) async fn prestaties(
    State(poort): State<Poort>,
    beller: Beller,
    Id(id): Id,
    Zoekvraag(vraag): Zoekvraag<PrestatiesVraag>,
) -> Result<Json<PrestatiesJson>, Probleem> {
    let toegekend = lees(vraag.uitslag.as_deref(), lees_uitslag, "uitslag", "afgewezen")?;
    let na = lees(
        vraag.cursor.as_deref(),
        |tekst| tekst.parse::<i64>().ok(),
        "cursor",
        "20 (neem haar over uit _links.volgende)",
    )?;
    let met_regels = MetRegels::lees(&poort, &beller, id).await?;
    let rij = &met_regels.rij;
    let mut rijen =
        poort.store.prestaties_van(rij, toegekend, na.unwrap_or_default(), vraag.limiet + 1).await?;
    let meer = rijen.len() > vraag.limiet as usize;
    rijen.truncate(vraag.limiet as usize);
    let volgende = rijen.last().filter(|_| meer).map(|laatste| {
        let uitslag = vraag.uitslag.as_deref().map(|uitslag| format!("&uitslag={uitslag}"));
        let (limiet, cursor, uitslag) = (vraag.limiet, laatste.regel, uitslag.unwrap_or_default());
        link(format!("{}/prestaties?limiet={limiet}&cursor={cursor}{uitslag}", pad(id)))
    });
    let prestaties = rijen.into_iter().map(|rij| met_regels.prestatie(rij)).collect();
    Ok(Json(PrestatiesJson { prestaties, links: PaginaLinks { volgende } }))
}

fn lees_uitslag(tekst: &str) -> Option<bool> {
    match tekst {
        "toegekend" => Some(true),
        "afgewezen" => Some(false),
        _ => None,
    }
}

/// A Declaratie whose lines the caller may see, with what was decided about it.
struct MetRegels {
    rij: DeclaratieRij,
    kijker: Kijker,
    besluiten: Vec<BesluitRij>,
}

impl MetRegels {
    async fn lees(poort: &Poort, beller: &Beller, id: Uuid) -> Result<MetRegels, Probleem> {
        let kijker = beller.kijker()?;
        let rij = declaratie(poort, kijker, id).await?;
        if !heeft_regels(&rij, kijker) {
            return Err(Probleem::niet_gevonden(
                "De prestaties van deze declaratie zijn nog niet te zien. Kijk opnieuw als de declaratie is beantwoord.",
            ));
        }
        let besluiten = poort.store.besluiten(&rij).await?;
        Ok(MetRegels { rij, kijker, besluiten })
    }

    /// What was decided about a line.
    fn besluiten_over(&self, regel: i64) -> impl Iterator<Item = &BesluitRij> {
        self.besluiten.iter().filter(move |besluit| besluit.regels.contains(&regel))
    }

    /// The decisions about a line in full: for the gemeente alone.
    fn besluiten_te_zien(&self, regel: i64) -> Vec<BesluitJson> {
        match self.kijker {
            Kijker::Gemeente(_) => self.besluiten_over(regel).cloned().map(BesluitJson::van).collect(),
            Kijker::Aanbieder(_) => Vec::new(),
        }
    }

    /// A line, with whether it was refused by hand: the last decision about it tells. By whom is for the gemeente alone.
    fn prestatie(&self, rij: PrestatieRij) -> PrestatieJson {
        let laatste = self.besluiten_over(rij.regel).last();
        let met_de_hand = laatste.filter(|laatste| laatste.retourcode.is_some());
        // Where the rules refuse the client too, they go first.
        let door = met_de_hand.filter(|besluit| besluit.retourcode.as_deref() == Some(&rij.retourcodes));
        let wie = door.and_then(|besluit| match self.kijker {
            Kijker::Gemeente(_) => besluit.medewerker.clone(),
            Kijker::Aanbieder(_) => Some(PartijSoort::Gemeente.sleutel().to_owned()),
        });
        PrestatieJson::van(self.rij.id, rij, wie)
    }
}

/// The path of a line.
pub(super) struct IdEnRegel(Uuid, i64);

impl<S: Send + Sync> FromRequestParts<S> for IdEnRegel {
    type Rejection = Probleem;

    async fn from_request_parts(delen: &mut Parts, staat: &S) -> Result<Self, Self::Rejection> {
        let pad: Result<Path<(Uuid, u32)>, PathRejection> = Path::from_request_parts(delen, staat).await;
        let Path((id, regel)) = pad.map_err(|_| bestaat_niet())?;
        Ok(IdEnRegel(id, i64::from(regel)))
    }
}

/// `GET /declaraties/{id}/prestaties/{regel}`: a line with why it ends as it does.
pub(super) async fn prestatie(
    State(poort): State<Poort>,
    beller: Beller,
    IdEnRegel(id, regel): IdEnRegel,
) -> Result<Json<PrestatieJson>, Probleem> {
    let met_regels = MetRegels::lees(&poort, &beller, id).await?;
    let rijen = poort.store.prestaties_van(&met_regels.rij, None, regel - 1, 1).await?;
    let rij = rijen.into_iter().find(|rij| rij.regel == regel).ok_or_else(bestaat_niet)?;
    let bevindingen = match &rij.pad {
        Some(pad) => Some(bevindingen_bij(&poort, &met_regels.rij, pad).await?),
        None => None,
    };
    let besluiten = met_regels.besluiten_te_zien(regel);
    let berekening = poort.store.berekening(id, regel).await?.as_ref().map(BerekeningJson::van);
    Ok(Json(met_regels.prestatie(rij).geheel(bevindingen, berekening, besluiten)))
}

/// What the rules found in a line of a proposal or in its client, and where it is refused as a whole: in that.
async fn bevindingen_bij(
    poort: &Poort,
    declaratie: &DeclaratieRij,
    pad: &str,
) -> Result<Vec<BevindingJson>, Probleem> {
    let client = pad.split_once("/Prestaties/").map_or("", |(client, _)| client);
    let mut bevindingen = poort.store.voorstelbevindingen(declaratie).await?;
    bevindingen.retain(|bevinding| {
        let klasse = klasse_van(&bevinding.pad);
        let naam = klasse.rsplit('/').next().and_then(|naam| naam.split('[').next());
        let van_geheel = !declaratie.codes.is_empty() && matches!(naam, Some("Header" | "Declaratie"));
        klasse == pad || klasse == client || van_geheel
    });
    Ok(bevindingen)
}

/// `GET /declaraties/{id}/besluiten`: everything that was decided, in order.
pub(super) async fn besluiten(
    State(poort): State<Poort>,
    beller: Beller,
    Id(id): Id,
) -> Result<Json<BesluitenJson>, Probleem> {
    let kijker = beller.kijker()?;
    let rij = declaratie(&poort, kijker, id).await?;
    if !matches!(kijker, Kijker::Gemeente(_)) {
        return Err(Probleem::verboden(
            "Alleen de gemeente ziet wie wat over een declaratie besliste. Het antwoord staat in de 325 in uw postbus.",
        ));
    }
    let besluiten = poort.store.besluiten(&rij).await?.into_iter().map(BesluitJson::van).collect();
    Ok(Json(BesluitenJson::nieuw(id, besluiten)))
}
