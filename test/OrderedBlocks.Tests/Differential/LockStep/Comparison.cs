namespace OrderedBlocks.Tests.Differential;

/// <summary>One aspect in which the two worlds differ, and all that decides whether they may.</summary>
internal sealed record Comparison(Aspect Aspect, Observation Reference, Observation Subject, ProgramFacts Facts)
{
    public string ReferenceText => Reference[Aspect];

    public string SubjectText => Subject[Aspect];

    /// <summary>Whether the reference's own end is still to come.</summary>
    public bool ReferencePending => Reference[Aspect.Completion] == "pending";
}
