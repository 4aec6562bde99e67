using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>Makes regimes of one group.</summary>
internal sealed class RegimeGroup(string name, Limits limits)
{
    public const string TransformBlock = "TransformBlock";

    private static readonly OurVendor s_ours = new();
    private static readonly TheirVendor s_theirs = new();

    /// <summary>One that is written once for both sides.</summary>
    public Regime Both(string regime, MeshRun run, string rival = TransformBlock) =>
        Sides(regime, rival, (items, probe) => run(s_ours, items, probe), (items, probe) => run(s_theirs, items, probe));

    /// <summary>One whose sides differ.</summary>
    public Regime Sides(string regime, string rival, Side ours, Side theirs) =>
        new(name, regime, rival, ours, theirs) { Limits = limits };

    /// <summary>One sender, a block, and a target that takes everything on the spot.</summary>
    public Regime Through(string regime, Func<IVendor, IPropagatorBlock<long, long>> create) =>
        Both(regime, (vendor, items, _) => Flow.ThroughAsync(create(vendor), items));
}
