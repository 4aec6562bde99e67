namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>A way to use a block, by this library and by Dataflow.</summary>
/// <param name="Group">What it has in common with others.</param>
/// <param name="Name">Its line in tables and in the picture.</param>
/// <param name="Rival">What Dataflow's side is made of.</param>
/// <param name="Ours">Runs some items through this library's block.</param>
/// <param name="Theirs">Runs as many through Dataflow's.</param>
internal sealed record Regime(string Group, string Name, string Rival, Side Ours, Side Theirs)
{
    public Limits Limits { get; init; } = Limits.Flow;

    /// <summary>The fewest items that a run makes sense with.</summary>
    public int LeastItems { get; init; } = 64;

    /// <summary>The most that a run may take, whatever time there is.</summary>
    public int MostItems { get; init; } = 4_000_000;

    /// <summary>Items of the shorter run in which process-wide fences are counted; 0 where there is nothing to count.</summary>
    public int FenceItems { get; init; } = 250;

    public string FullName => $"{Group}: {Name}";

    /// <summary>Whether all that is looked at is memory.</summary>
    public bool IsMemory => double.IsNaN(Limits.Time);
}
