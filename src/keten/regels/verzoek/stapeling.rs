//! Stapeling in a 317: the same care twice in one period, with the allocations that stay and change.

use chrono::NaiveDate;

use crate::bericht::{
    Inhoud, NieuwProduct, OngewijzigdProduct, Product, TeWijzigenProduct, ToewijzingNummer,
};
use crate::keten::dossier::BekendeToewijzing;
use crate::keten::regel::{KetenRegel, Situatie};
use crate::regels::Regel;
use crate::regels::soorten::VERZOEK_WIJZIGING;
use crate::regels::stapeling::{Eerdere, Lopend, is_hulpmiddel};

/// Choices: an allocation that is to change from a later day on stays as it is until then, so both its parts count. What is not
/// an allocation in force does not: TR350 and TR351 tell that. Under iWmo aids (categories 11 to 14) are left out altogether,
/// as in TR302 (conflict 3.3). New products that overlap among themselves do not come this far (TR410). Allocations that overlap
/// as they stand are no error of the aanbieder, who must name both (TR349): a refusal would be on what it cannot mend (OP095).
pub(super) const TR361: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR361",
        "9361",
        VERZOEK_WIJZIGING,
        "Gevraagde producten overlappen elkaar niet",
        "Vraag hetzelfde product voor elke dag maar één keer. Zonder code telt de categorie, en zonder product telt alles. Tel \
         ook de toewijzingen mee die blijven of wijzigen. In iWmo zijn hulpmiddelen (categorie 11 tot en met 14) uitgezonderd.",
    ),
    toets: |klasse, situatie| {
        klasse.verzoek()?;
        let overlappingen = overlappingen(situatie)?;
        let genoemd = overlappingen.get(..MEESTE).unwrap_or(&overlappingen);
        let meer = match overlappingen.len() - genoemd.len() {
            0 => String::new(),
            meer => format!(" Zo zijn er nog {meer}."),
        };
        (!genoemd.is_empty()).then(|| {
            let tekst = format!(
                "De periodes overlappen: {}.{meer} Laat de ene eindigen voordat de andere begint, of laat er een weg.",
                genoemd.join(". En ")
            );
            ("", tekst)
        })
    },
};

/// How many overlaps are told.
const MEESTE: usize = 5;

/// A part of what there is to be: some care in a period.
struct Deel<'d> {
    product: Option<&'d Product>,
    begin: NaiveDate,
    einddatum: Option<NaiveDate>,
    /// Asked for in the 317, rather than there already.
    gevraagd: bool,
    /// Where it comes from, in words.
    wat: String,
}

/// Every part that is asked for and overlaps with another one, in words.
fn overlappingen(situatie: &Situatie<'_>) -> Option<Vec<String>> {
    let standaard = situatie.header().berichttype.standaard;
    let mut delen: Vec<Deel<'_>> =
        delen(situatie)?.into_iter().filter(|deel| !is_hulpmiddel(standaard, deel.product)).collect();
    delen.sort_by_key(|deel| deel.gevraagd);
    let (mut wat_er_is, mut gevraagd) = (Eerdere::default(), Eerdere::default());
    let overlappend = (0..).zip(&delen).filter_map(|(plaats, deel)| {
        let deze = Lopend::nieuw(deel.begin, deel.einddatum, plaats)?;
        if !deel.gevraagd {
            wat_er_is.neem_op(deel.product, deze);
            return None;
        }
        let eerder = gevraagd.neem_op(deel.product, deze);
        let (vak, eerder) = wat_er_is.vind(deel.product, deze).or(eerder)?;
        let ander = delen.get(usize::try_from(eerder.wie).ok()?)?;
        Some(format!(
            "{} loopt {}, en {} {} ({})",
            deel.wat,
            deze.periode(),
            ander.wat,
            eerder.periode(),
            vak.waarom()
        ))
    });
    Some(overlappend.collect())
}

fn delen<'s>(situatie: &Situatie<'s>) -> Option<Vec<Deel<'s>>> {
    let Inhoud::VerzoekWijziging { ongewijzigd, te_wijzigen, nieuw, .. } = &situatie.bericht.inhoud else {
        return None;
    };
    let actueel = |nummer: ToewijzingNummer| {
        situatie.toewijzing(nummer).filter(|toewijzing| toewijzing.is_actueel(situatie.vandaag))
    };
    let blijft = ongewijzigd.iter().filter_map(|product| Some(blijft(product, actueel(product.nummer)?)));
    let wijzigt = te_wijzigen.iter().filter_map(|product| Some(wijzigt(product, actueel(product.nummer)?)));
    let nieuw = (1..).zip(nieuw).map(|(volgnummer, product)| komt_erbij(volgnummer, product));
    Some(blijft.chain(wijzigt.flatten()).chain(nieuw).collect())
}

fn blijft<'s>(product: &OngewijzigdProduct, toewijzing: &'s BekendeToewijzing) -> Deel<'s> {
    Deel {
        product: toewijzing.product.as_ref(),
        begin: toewijzing.ingangsdatum,
        einddatum: toewijzing.einddatum,
        gevraagd: false,
        wat: format!("ongewijzigde toewijzing {}", product.nummer),
    }
}

/// What stays of an allocation, if anything, and what it is to become.
fn wijzigt<'s>(
    product: &TeWijzigenProduct,
    toewijzing: &'s BekendeToewijzing,
) -> impl Iterator<Item = Deel<'s>> {
    let nummer = product.nummer;
    let laatste_dag = product.ingangsdatum.pred_opt().unwrap_or(NaiveDate::MIN);
    let voor_de_wijziging = Deel {
        product: toewijzing.product.as_ref(),
        begin: toewijzing.ingangsdatum,
        einddatum: toewijzing.einddatum.map_or(Some(laatste_dag), |eind| Some(eind.min(laatste_dag))),
        gevraagd: false,
        wat: format!("toewijzing {nummer} zoals die nu is"),
    };
    let na_de_wijziging = Deel {
        product: toewijzing.product.as_ref(),
        begin: product.ingangsdatum,
        einddatum: product.einddatum,
        gevraagd: true,
        wat: format!("te wijzigen toewijzing {nummer}"),
    };
    [voor_de_wijziging, na_de_wijziging].into_iter()
}

fn komt_erbij(volgnummer: u32, product: &NieuwProduct) -> Deel<'_> {
    Deel {
        product: product.product.as_ref(),
        begin: product.ingangsdatum,
        einddatum: product.einddatum,
        gevraagd: true,
        wat: format!("nieuw product {volgnummer}"),
    }
}
