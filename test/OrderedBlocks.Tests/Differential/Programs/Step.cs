namespace OrderedBlocks.Tests.Differential;

/// <summary>One step of a program. What the two numbers mean stands at each <see cref="StepKind"/>.</summary>
internal readonly record struct Step(StepKind Kind, int Value = 0, int Extra = 0, LinkSpec? Link = null)
{
    public override string ToString()
    {
        return Kind switch
        {
            StepKind.Post => $"Post {Value}..{Value + Extra - 1}",
            StepKind.ManualAnswers => $"ManualAnswers #{Value} {(ManualAnswer)Extra}",
            StepKind.Link => $"Link {Link}",
            _ => $"{Kind} {Value}",
        };
    }
}
