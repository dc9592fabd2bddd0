/** Arrow, bundled into this package: for what never reaches the user as an object of Arrow's. */
export * from "apache-arrow";
