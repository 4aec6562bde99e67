using OrderedBlocks.Ring;

namespace OrderedBlocks.Tests.Ring;

[TestClass]
public sealed class PositionTests
{
    [TestMethod]
    [DataRow(0L)]
    [DataRow((long)int.MaxValue)]
    [DataRow(1L << 32)]
    [DataRow((1L << 60) - 1)] // the next word is negative
    [DataRow(-1L)] // the next word is zero
    public void Next_AnywhereInTheRange_FollowsByOne(long number)
    {
        Position position = Position.FromNumber(number);

        Assert.AreEqual(1, position.Next - position);
        Assert.AreEqual(-1, position - position.Next);
        Assert.IsTrue(position.IsBefore(position.Next));
        Assert.IsFalse(position.Next.IsBefore(position));
        Assert.AreEqual(position.Next, position + 1);
        Assert.AreEqual(position, position.Next + -1);
        Assert.AreEqual((position.SlotIndex(15) + 1) % 16, position.Next.SlotIndex(15));
    }

    [TestMethod]
    public void FromWord_WithAnyTag_GivesThePosition()
    {
        Position position = Position.FromNumber(12345);

        for (long tag = 0; tag < Position.Step; tag++)
        {
            Assert.AreEqual(position, Position.FromWord(position.Word | tag));
        }
    }

    [TestMethod]
    public void Word_OfAStamp_TellsPositionsAndPhasesApart()
    {
        HashSet<long> words = [];
        foreach (Phase phase in Enum.GetValues<Phase>())
        {
            for (long number = 0; number < 100; number++)
            {
                Assert.IsTrue(words.Add(SlotState.WordOf(Position.FromNumber(number), phase)));
            }
        }
    }

    [TestMethod]
    public void Phase_EveryOne_FitsTheTag() =>
        Assert.IsTrue(Enum.GetValues<Phase>().All(static phase => (long)phase is >= 0 and < Position.Step));
}
