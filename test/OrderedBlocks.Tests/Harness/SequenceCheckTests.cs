using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Tests.Harness;

/// <summary>The stress program's checks must see what they are there to see.</summary>
[TestClass]
public sealed class SequenceCheckTests
{
    [TestMethod]
    public void Take_EachProducersSequence_IsAllowedInAnyMixture()
    {
        var check = new SequenceCheck(2);
        foreach ((int producer, int number) in ((int, int)[])[(0, 0), (1, 0), (1, 1), (0, 1)])
        {
            check.Take(new Tagged(producer, number));
        }

        check.AssertAll(2);
        Assert.AreEqual(4, check.Count);
    }

    [TestMethod]
    [DataRow(0, DisplayName = "again")]
    [DataRow(2, DisplayName = "one is missing")]
    public void Take_AnyOtherNumber_IsAViolation(int number)
    {
        var check = new SequenceCheck(1);
        check.Take(new Tagged(0, 0));

        Assert.ThrowsExactly<ViolationException>(() => check.Take(new Tagged(0, number)));
    }

    [TestMethod]
    public void AssertAll_LastOneMissing_IsAViolation()
    {
        var check = new SequenceCheck(2);
        check.Take(new Tagged(0, 0));

        Assert.ThrowsExactly<ViolationException>(() => check.AssertAll(1));
    }
}
