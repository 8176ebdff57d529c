// What the norms for stations ask (Changsha, 2024), and who doesn't meet them: a list to act on.
//
// NormSurvey goes over a roster and over what was done (Activity); each finding names one norm, whom it is about, the
// figure found and the limit. Nothing here knows where activity comes from: cases and registers.

/// A rule that stations and deputies are to meet.
package enum StationNorm: String, CaseIterable, Sendable {
    /// A station has fewer than 10 deputies, or more than 50.
    case tooFew = "too-few"
    case tooMany = "too-many"
    /// A station with more than 20 deputies has some who are in no group.
    case noGroups = "no-groups"
    /// A station has more than two leading officials.
    case tooManyCadres = "too-many-cadres"
    /// A station has more than five deputies of province and city.
    case tooManySenior = "too-many-senior"
    /// A deputy's station isn't open.
    case noStation = "no-station"
    /// A deputy seems to be at two stations.
    case twoStations = "two-stations"
    /// A station did nothing in a month.
    case idleMonth = "idle-month"
    /// A deputy did nothing in a year.
    case invisibleYear = "invisible-year"

    /// What the figure is held to: at least so many for the norms that ask for something, at most so many for others.
    package var limit: Int {
        switch self {
        case .tooFew: 10
        case .tooMany: 50
        case .noGroups: 20
        case .tooManyCadres: 2
        case .tooManySenior: 5
        case .noStation, .twoStations, .idleMonth, .invisibleYear: 1
        }
    }
}
