/// Which Liaison this is.
package enum Version {
    /// The version by semver.org.
    package static let number = "0.3.0"

    /// `liaison 0.3.0 (588796c1d2e3)`: the version and the commit it was built from.
    static func line(_ context: CommandContext) -> String {
        "liaison \(number) (\(context.commit ?? context.wording["version.unknown-commit"]))"
    }
}
