import LiaisonSystem
import Testing

/// Names of files to be: what a kill leaves of them is told from everything else.
@Suite struct TemporaryNameTests {
    @Test func knowsItsOwnAndThoseOfReleasesBefore() {
        for name in [Files.temporaryPath(for: "roster.jsonl"), "secret.01234567.tmp", ".89abcdef.tmp"] {
            #expect(Files.isTemporary(name), "\(name)")
        }
    }

    @Test(arguments: [
        "", "tmp", "roster.tmp", "01234567.tmp", "roster.0123456.tmp", "roster.012345678.tmp",
        "roster.0123456g.tmp", "roster.01234567.jsonl", "roster.01234567.tmpx", "roster.01234567",
    ])
    func leavesEverythingElse(_ name: String) { #expect(!Files.isTemporary(name)) }
}
