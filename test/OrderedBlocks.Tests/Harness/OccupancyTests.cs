using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Tests.Harness;

[TestClass]
public sealed class OccupancyTests
{
    [TestMethod]
    public void AfterAcceptance_UpToTheCapacity_IsAllowed()
    {
        var inside = new Occupancy(2);
        inside.AfterAcceptance();
        inside.AfterAcceptance();
        inside.BeforeDelivery();
        inside.AfterAcceptance();
    }

    [TestMethod]
    public void AfterAcceptance_OneMoreThanTheCapacity_IsAViolation()
    {
        var inside = new Occupancy(1);
        inside.AfterAcceptance();

        Assert.ThrowsExactly<ViolationException>(inside.AfterAcceptance);
    }
}
