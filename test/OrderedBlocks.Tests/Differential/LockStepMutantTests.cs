namespace OrderedBlocks.Tests.Differential;

/// <summary>Proves the engine the other way round: a block that is wrong on purpose is found out.</summary>
[TestClass]
public sealed class LockStepMutantTests
{
    /// <summary>How many programs a mutant may survive. The slowest to be found are rare states at the end.</summary>
    private const int MostPrograms = 1000;

    /// <summary>Waited for once a mutant, when it has been found. The innocent wall never needs it.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(100);

    public required TestContext TestContext { get; init; }

    public static IEnumerable<object[]> Mutants => MutantCatalog.Names.Select(name => new object[] { name });

    [TestMethod]
    public void LockStep_InnocentWall_NeverDiffers() => DifferentialSuite.Check(
        MutantCatalog.Builder(MutantCatalog.Innocent), AllowedDifferences.OfDataflowItself(),
        DifferentialSuite.Seeds(first: 1, count: 150), TestContext);

    /// <summary>The differences that an ordered block is allowed hide none of them. Without these it is found all the more.</summary>
    [TestMethod]
    [DynamicData(nameof(Mutants))]
    public void LockStep_MutantWithEveryDifferenceAllowed_IsFound(string mutant) =>
        AssertFound(mutant);

    /// <summary>Dataflow's block itself is not what an ordered block promises: it leaves gaps behind a fault.</summary>
    [TestMethod]
    public void LockStep_TransformBlockWherePrefixIsPromised_IsFound() =>
        AssertFound(MutantCatalog.Innocent);

    private void AssertFound(string mutant)
    {
        LockStepFailure? failure = null;
        DedicatedThread.Run(() =>
        {
            var runner = new LockStepRunner(Subjects.TransformBlock, MutantCatalog.Builder(mutant), AllowedDifferences.OfOrderedBlocks(), s_limit);
            for (int seed = 1; seed <= MostPrograms && failure is null; seed++)
            {
                LockStepFailure? candidate = runner.Run(ScenarioGenerator.Generate(seed));
                // on a slow machine the reference may not be at rest within the short limit: that convicts nobody
                failure = candidate?.Reason.StartsWith("the reference", StringComparison.Ordinal) == true ? null : candidate;
            }
        });
        Assert.IsNotNull(failure, $"{mutant} survived {MostPrograms} programs");
        TestContext.WriteLine($"{mutant}, seed {failure.Scenario.Seed}: {failure.Reason}, after {failure.Step}");
    }
}
