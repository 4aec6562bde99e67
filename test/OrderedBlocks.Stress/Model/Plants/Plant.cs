namespace OrderedBlocks.Plants;

/// <summary>A bug that is planted in the library's sources, to see that the checker finds it.</summary>
/// <param name="Name">For the command line.</param>
/// <param name="Summary">What is wrong then.</param>
/// <param name="Scenario">The scenario that must find it.</param>
/// <param name="Edits">How it is planted.</param>
public sealed record Plant(string Name, string Summary, string Scenario, params Edit[] Edits)
{
    /// <summary>Whether it takes so long to find that the tests leave it out: <c>model --plant long</c> has those.</summary>
    public bool IsLong { get; init; }
}
