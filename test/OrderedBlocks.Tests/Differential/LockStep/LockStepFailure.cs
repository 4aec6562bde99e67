namespace OrderedBlocks.Tests.Differential;

/// <summary>A program in which the two worlds did not agree.</summary>
/// <param name="Scenario">The program.</param>
/// <param name="Step">The step after which they did not, or the number of steps: the program's end.</param>
/// <param name="Reason">What they did not agree in.</param>
/// <param name="Reference">What could be seen of the reference.</param>
/// <param name="Subject">What could be seen of the block under test.</param>
internal sealed record LockStepFailure(Scenario Scenario, int Step, string Reason, Observation Reference, Observation Subject)
{
    public override string ToString()
    {
        string where = Step < Scenario.Steps.Count ? $"step {Step} ({Scenario.Steps[Step]})" : "the program's end";
        return $"{where}: {Reason}{Environment.NewLine}{Scenario}    reference:{Environment.NewLine}{Reference}" +
            $"    block under test:{Environment.NewLine}{Subject}";
    }
}
