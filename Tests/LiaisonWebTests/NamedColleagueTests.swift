import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// Whoever hands a case over, or acts for a deputy, knows the colleague's name and no code.
@Suite struct NamedColleagueTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    @Test func aCaseGoesToAColleagueByNameOrNumber() throws {
        let id = try #require(colleague.id)
        for typed in [colleague.name, id, " \(colleague.name) "] {
            let number = try message("路灯坏了", to: deputy.code)
            let moved = try perform(StaffAction(.transfer(to: typed), text: "由同事办"), on: number, by: scope)
            #expect(moved.to == colleague.code && moved.station == deputy.station)
        }
    }

    /// A name alone leads to nobody of another station.
    @Test func aStrangersNameIsRefused() throws {
        let number = try message("路灯坏了", to: deputy.code)
        for typed in [stranger.name, "没有这个人", ""] {
            #expect(throws: CaseActionError.invalid(member: "to")) {
                _ = try perform(StaffAction(.transfer(to: typed), text: "转办"), on: number, by: scope)
            }
        }
        #expect(throws: CaseActionError.invalid(member: "for")) {
            _ = try perform(
                StaffAction(.reply, text: "好", onBehalfOf: stranger.name), on: number, by: station)
        }
    }

    @Test func anOfficerActsForADeputyByName() throws {
        let code = try #require(desk.roster.station(deputy.station)?.code)
        let number = try message("路灯坏了", to: code)
        let claim = StaffAction(.claim, onBehalfOf: colleague.name)
        #expect(try perform(claim, on: number, by: station).claimedBy == colleague.code)
        // The same once more, by code as well, is the same act.
        #expect(try perform(claim, on: number, by: station).claimedBy == colleague.code)
        let byCode = StaffAction(.claim, onBehalfOf: "\(colleague.code)")
        #expect(try perform(byCode, on: number, by: station).claimedBy == colleague.code)
        let other = StaffAction(.claim, onBehalfOf: deputy.name)
        #expect(throws: CaseActionError.keyReused) { _ = try perform(other, on: number, by: station) }
    }

    @Test func thePageOffersTheColleagues() throws {
        let number = try message("路灯坏了", to: deputy.code)
        let page = try desk.browser(scope).get("/desk/cases/\(number)")
        #expect(page.contains("<option value=\"\(colleague.code)\">\(colleague.name)</option>"))
        #expect(!page.contains("<option value=\"\(deputy.code)\">"))
    }
}
