//! Which addresses a delivery may go to: public ones over TLS, and what the operator allows by name.
//!
//! Who may set an address could otherwise have the gate send requests within the network that it stands in.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// Which addresses deliveries may go to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adresbeleid {
    toegestaan: Vec<IpNet>,
}

impl Adresbeleid {
    /// Public addresses, and these ranges.
    pub fn met(toegestaan: Vec<IpNet>) -> Adresbeleid {
        Adresbeleid { toegestaan }
    }

    /// Whether a delivery may go to this address, with or without TLS.
    pub fn mag(&self, adres: IpAddr, met_tls: bool) -> bool {
        let adres = adres.to_canonical();
        self.toegestaan.iter().any(|reeks| reeks.contains(&adres)) || (met_tls && is_openbaar(adres))
    }
}

fn is_openbaar(adres: IpAddr) -> bool {
    match adres {
        IpAddr::V4(adres) => is_openbaar_v4(adres),
        IpAddr::V6(adres) => is_openbaar_v6(adres),
    }
}

/// By the IANA registry of special-purpose IPv4 addresses.
fn is_openbaar_v4(adres: Ipv4Addr) -> bool {
    let [een, twee, drie, _] = adres.octets();
    let bijzonder = een == 0
        || adres.is_private()
        || adres.is_loopback()
        || adres.is_link_local()
        || adres.is_multicast()
        || adres.is_documentation()
        || (een == 100 && (64..128).contains(&twee))
        || (een, twee, drie) == (192, 0, 0)
        || (een, twee, drie) == (192, 88, 99)
        || (een == 198 && (twee == 18 || twee == 19))
        || een >= 240;
    !bijzonder
}

/// Only what IANA gave out as global unicast, without what leads to an IPv4 address (6to4, Teredo, NAT64).
fn is_openbaar_v6(adres: Ipv6Addr) -> bool {
    let [een, twee, ..] = adres.segments();
    let uitgegeven = (0x2000..0x4000).contains(&een);
    let bijzonder = een == 0x2002 || (een == 0x2001 && (twee < 0x0200 || twee == 0x0db8)) || een == 0x3fff;
    uitgegeven && !bijzonder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adres(tekst: &str) -> IpAddr {
        tekst.parse().unwrap()
    }

    #[test]
    fn naar_openbare_adressen_mag_het_met_tls_en_zonder_niet() {
        for openbaar in ["93.184.216.34", "145.100.1.1", "100.63.0.1", "172.32.0.1", "2a00:1450::1"] {
            assert!(Adresbeleid::default().mag(adres(openbaar), true), "{openbaar}");
            assert!(!Adresbeleid::default().mag(adres(openbaar), false), "{openbaar}");
        }
    }

    #[test]
    fn naar_het_eigen_netwerk_mag_het_niet() {
        for eigen in [
            "0.0.0.0",
            "127.0.0.1",
            "127.255.255.255",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
        ] {
            assert!(!Adresbeleid::default().mag(adres(eigen), true), "{eigen}");
        }
    }

    #[test]
    fn wat_de_beheerder_toestaat_mag_ook_zonder_tls_en_de_rest_nog_steeds_niet() {
        let beleid = Adresbeleid::met(vec!["10.1.0.0/16".parse().unwrap(), "fd00::/8".parse().unwrap()]);
        for mag in ["10.1.2.3", "::ffff:10.1.2.3", "fd12::1"] {
            assert!(beleid.mag(adres(mag), true) && beleid.mag(adres(mag), false), "{mag}");
        }
        for mag_niet in ["10.2.0.1", "127.0.0.1", "fc00::1"] {
            assert!(!beleid.mag(adres(mag_niet), true), "{mag_niet}");
        }
    }
}
