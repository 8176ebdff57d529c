import LiaisonCodes
@testable import LiaisonRoster
import LiaisonSystem
import Testing

@Suite struct RosterCodeTests {
    private var roster = Roster()

    init() throws {
        try roster.take(twoStations, deputyHeader + "D1,张伟,SS00,县,,\r\n")
    }

    @Test func knowsWhoseCodeItIs() throws {
        let deputy = try roster.deputy(named: "张伟")
        #expect(roster.state(of: deputy.code) == .active(.deputy(deputy)))
        let station = try #require(roster.stations.first)
        #expect(roster.state(of: station.code) == .active(.station(station)))
    }

    @Test func knowsNothingOfACodeNeverGiven() throws {
        let code = try Code(parsing: "0000000")
        #expect(roster.state(of: code) == nil)
        #expect(roster.history(of: code) == [])
    }

    @Test mutating func revokesACodeAndKeepsItsHolder() throws {
        let deputy = try roster.deputy(named: "张伟")
        try roster.revoke(deputy.code, reason: "海报遗失", at: later)
        #expect(
            roster.state(of: deputy.code)
                == .revoked(.deputy(deputy), since: later, reason: "海报遗失", successor: nil))
        #expect(roster.deputies.map(\.name) == ["张伟"])
        #expect(roster.history(of: deputy.code).map(\.reason) == [nil, "海报遗失"])
    }

    @Test mutating func refusesToRevokeTwice() throws {
        let code = try roster.deputy(named: "张伟").code
        try roster.revoke(code, reason: "", at: noon)
        #expect(throws: CodeChangeError.alreadyRevoked(code, since: noon, successor: nil)) {
            try roster.revoke(code, reason: "", at: later)
        }
    }

    @Test mutating func reissuesACode() throws {
        let old = try roster.deputy(named: "张伟").code
        var codes = CodeSequence()
        let fresh = try roster.reissue(old, reason: "换新", at: later) { codes.next() }
        let deputy = try roster.deputy(named: "张伟")
        #expect(deputy.code == fresh)
        #expect(roster.state(of: fresh) == .active(.deputy(deputy)))
        #expect(
            roster.state(of: old)
                == .revoked(.deputy(deputy), since: later, reason: "换新", successor: fresh))
        #expect(roster.history(of: old).map(\.kind) == [.assigned, .reissued])
        #expect(roster.history(of: fresh).map(\.predecessor) == [old])
        #expect(roster.codes(ofHolderOf: old) == [old, fresh])
    }

    @Test mutating func reissuesARevokedCodeAndKeepsTheDayOfItsRevocation() throws {
        let old = try roster.deputy(named: "张伟").code
        try roster.revoke(old, reason: "遗失", at: noon)
        let fresh = try roster.reissue(old, reason: "补发", at: later)
        let deputy = try roster.deputy(named: "张伟")
        #expect(
            roster.state(of: old)
                == .revoked(.deputy(deputy), since: noon, reason: "遗失", successor: fresh))
        #expect(throws: CodeChangeError.alreadyRevoked(old, since: noon, successor: fresh)) {
            _ = try roster.reissue(old, reason: "", at: later)
        }
    }

    @Test mutating func reissuesNothingToTheRetired() throws {
        let deputy = try roster.deputy(named: "张伟")
        try roster.take(deputyHeader + "D9,王芳,SS00,县,,\r\n", prune: true)
        let retired = try roster.deputy(named: "张伟")
        #expect(throws: CodeChangeError.holderRetired(.deputy(retired), since: noon)) {
            _ = try roster.reissue(deputy.code, reason: "", at: later)
        }
    }

    @Test mutating func keepsAReplacedCodeThroughTheNextImport() throws {
        let old = try roster.deputy(named: "张伟").code
        let fresh = try roster.reissue(old, reason: "", at: noon)
        #expect(try roster.take(deputyHeader + "D1,张伟,SS00,县,,\r\n").isEmpty)
        #expect(try roster.deputy(named: "张伟").code == fresh)
    }
}
