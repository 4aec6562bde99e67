namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>A run that is the same for both sides but for the blocks.</summary>
internal delegate Task MeshRun(IVendor vendor, int items, Probe probe);
