namespace OrderedBlocks.Tests.Differential;

/// <summary>Proves the engine: Dataflow's block is always its own equal, so whatever differs elsewhere is no chance.</summary>
[TestClass]
public sealed class LockStepEngineTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void LockStep_TransformBlockAgainstItself_NeverDiffers() => DifferentialSuite.Check(
        Subjects.TransformBlock, AllowedDifferences.OfDataflowItself(),
        DifferentialSuite.Seeds(first: 1, count: 150), TestContext);
}
