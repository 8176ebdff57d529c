/// Which Liaison this is.
package enum Version {
    /// The version by semver.org.
    package static let number = "0.1.0"
}
