using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Tests.Harness;

[TestClass]
public sealed class ExactSequenceTests
{
    [TestMethod]
    public void Assert_TheSame_IsAllowed() => ExactSequence.Assert([1, 2, 3], [1, 2, 3], "here");

    [TestMethod]
    [DataRow(new[] { 1, 2 }, DisplayName = "the end is missing")]
    [DataRow(new[] { 1, 3, 2 }, DisplayName = "two have changed places")]
    [DataRow(new[] { 1, 2, 3, 3 }, DisplayName = "one came twice")]
    [DataRow(new[] { 2, 3 }, DisplayName = "the beginning is missing")]
    public void Assert_AnythingElse_IsAViolation(int[] actual) =>
        Assert.ThrowsExactly<ViolationException>(() => ExactSequence.Assert([1, 2, 3], actual, "here"));

    [TestMethod]
    public void AssertPrefix_TheBeginning_IsAllowed()
    {
        ExactSequence.AssertPrefix([1, 2, 3], [], "here");
        ExactSequence.AssertPrefix([1, 2, 3], [1, 2], "here");
    }

    [TestMethod]
    [DataRow(new[] { 1, 3 }, DisplayName = "a gap")]
    [DataRow(new[] { 1, 2, 3, 4 }, DisplayName = "more than went in")]
    public void AssertPrefix_AnythingElse_IsAViolation(int[] actual) =>
        Assert.ThrowsExactly<ViolationException>(() => ExactSequence.AssertPrefix([1, 2, 3], actual, "here"));
}
