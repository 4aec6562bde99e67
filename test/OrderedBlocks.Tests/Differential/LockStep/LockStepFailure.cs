namespace OrderedBlocks.Tests.Differential;

/// <summary>A program in which the two worlds did not agree.</summary>
/// <param name="Scenario">The program.</param>
/// <param name="Index">The place of the step after which they did not, or the number of steps: the program's end.</param>
/// <param name="Step">That step. The program's end has steps of its own.</param>
/// <param name="Reason">What they did not agree in.</param>
/// <param name="Reference">What could be seen of the reference.</param>
/// <param name="Subject">What could be seen of the block under test.</param>
internal sealed record LockStepFailure(
    Scenario Scenario, int Index, Step Step, string Reason, Observation Reference, Observation Subject)
{
    public override string ToString()
    {
        string where = Index < Scenario.Steps.Count ? $"step {Index}" : "the program's end";
        return $"{where} ({Step}): {Reason}{Environment.NewLine}{Scenario}    reference:{Environment.NewLine}{Reference}" +
            $"    block under test:{Environment.NewLine}{Subject}";
    }
}
