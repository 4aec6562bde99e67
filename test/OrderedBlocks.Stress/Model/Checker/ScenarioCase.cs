namespace ModelChecking;

/// <summary>A scenario with its parameters, and how far it is explored by default.</summary>
/// <param name="Name">For the command line.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Preemptions">The bound up to which the exploration in the tests, or by <c>model</c>, is complete.</param>
/// <param name="Create">A new instance of the state.</param>
public sealed record ScenarioCase(string Name, string Summary, int Preemptions, Func<Scenario> Create)
{
    /// <summary>Whether that takes so long that the tests leave it out: <c>model --scenario long</c> has those.</summary>
    public bool IsLong { get; init; }
}
