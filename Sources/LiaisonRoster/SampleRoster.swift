/// An invented roster for demonstrations, three stations and eight deputies; imported like any other.
package enum SampleRoster {
    /// The bytes of `assets/sample/stations.csv`.
    package static let stations = PackageResources.stations_csv
    /// The bytes of `assets/sample/deputies.csv`.
    package static let deputies = PackageResources.deputies_csv
}
