import LiaisonCodes

/// With whom a case is: a deputy's or station's code, at a station.
package struct CaseHolder: Hashable, Sendable {
    package let code: Code
    package let station: StationID

    package init(code: Code, station: StationID) {
        self.code = code
        self.station = station
    }
}
